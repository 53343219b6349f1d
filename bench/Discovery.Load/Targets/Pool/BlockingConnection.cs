using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Discovery.Load.Targets.Pool;

/// <summary>A blocking socket with a buffer for each direction.</summary>
internal sealed class BlockingConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[64 * 1024];
    private byte[] _request = new byte[4096];
    private int _requested;
    private int _start;
    private int _end;

    public BlockingConnection(IPEndPoint server) => _socket.Connect(server);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_request.AsSpan(_requested));
        _requested += bytes.Length;
    }

    public void Append(string key)
    {
        Reserve(key.Length);
        _requested += Encoding.ASCII.GetBytes(key, _request.AsSpan(_requested));
    }

    public void Append(int number)
    {
        Reserve(11);
        number.TryFormat(_request.AsSpan(_requested), out var written);
        _requested += written;
    }

    public void Send()
    {
        _socket.Send(_request.AsSpan(0, _requested));
        _requested = 0;
    }

    /// <summary>The next line without its end; valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            var length = _received.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length > 0)
            {
                var line = _received.AsSpan(_start, length - 1);
                _start += length + 1;
                return line;
            }

            Fill();
        }
    }

    /// <summary>Fills the target with a data block and takes its line end.</summary>
    public void ReadBlock(Span<byte> target)
    {
        var there = Math.Min(target.Length, _end - _start);
        _received.AsSpan(_start, there).CopyTo(target);
        _start += there;
        while (there < target.Length)
            there += Received(_socket.Receive(target[there..]));
        while (_end - _start < 2)
            Fill();
        _start += 2;
    }

    public void Dispose() => _socket.Dispose();

    private void Fill()
    {
        _received.AsSpan(_start, _end - _start).CopyTo(_received);
        _end -= _start;
        _start = 0;
        _end += Received(_socket.Receive(_received.AsSpan(_end)));
    }

    private static int Received(int count) => count > 0 ? count : throw new IOException("the server closed the connection");

    private void Reserve(int count)
    {
        if (_request.Length - _requested < count)
            Array.Resize(ref _request, Math.Max(_request.Length * 2, _requested + count));
    }
}
