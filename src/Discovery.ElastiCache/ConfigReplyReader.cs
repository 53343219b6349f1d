using System.Text;

namespace Discovery;

/// <summary>
/// Cuts one reply out of what arrives, in any fragmentation and in bounded memory. The length that a server declares may be
/// wrong, so a body ends at the first CR LF END CR LF that stands where the length says or after a line feed; a host name with
/// END in it ends nothing.
/// </summary>
internal sealed class ConfigReplyReader
{
    public const int MaxHeaderBytes = 1024;
    private const int MaxBufferBytes = MaxHeaderBytes + ConfigHeader.MaxBodyBytes + 16;

    private readonly ConfigCommand _command;
    private byte[] _buffer = new byte[4096];
    private int _length;
    private int _bodyStart = -1;
    private int _declaredBytes;
    private int _searchFrom;

    public ConfigReplyReader(ConfigCommand command) => _command = command;

    /// <summary>Octets that have arrived so far.</summary>
    public int Received => _length;

    private static ReadOnlySpan<byte> Tail => "\r\nEND\r\n"u8;

    /// <summary>Where the next octets go; never empty.</summary>
    public Memory<byte> GetMemory()
    {
        if (_length == _buffer.Length)
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxBufferBytes));
        return _buffer.AsMemory(_length);
    }

    /// <summary>Takes in what was written to <see cref="GetMemory"/>. Returns the reply when it is complete, null when more must come.</summary>
    /// <exception cref="ConfigEndpointException">No reply can come of this.</exception>
    public ConfigReply? Advance(int count)
    {
        _length += count;
        return (_bodyStart < 0 ? ReadHeader() : null) ?? (_bodyStart < 0 ? null : ReadBody());
    }

    private ConfigReply? ReadHeader()
    {
        var received = _buffer.AsSpan(0, _length);
        if (_length > 0)
            ForeignReply.ThrowIfBinary(received[0]);
        var end = received[..Math.Min(_length, MaxHeaderBytes)].IndexOf((byte)'\n');
        if (end < 0 && _length >= MaxHeaderBytes)
            throw new ConfigEndpointException(EndpointTrouble.BadReply, $"the first line of the reply has more than {MaxHeaderBytes} octets.");
        if (end < 0)
            return null;
        var reply = ConfigHeader.Read(Encoding.Latin1.GetString(received[..end]).TrimEnd('\r'), _command, out _declaredBytes);
        if (reply is null)
            _searchFrom = _bodyStart = end + 1;
        return reply;
    }

    private ConfigReply? ReadBody()
    {
        for (int found; (found = _buffer.AsSpan(_searchFrom, _length - _searchFrom).IndexOf(Tail)) >= 0; _searchFrom += found + 1)
        {
            var end = _searchFrom + found;
            if (end - _bodyStart > ConfigHeader.MaxBodyBytes)
                break;
            if (end - _bodyStart == _declaredBytes || _buffer[end - 1] == (byte)'\n')
                return new ConfigReply(ConfigReplyKind.Configuration, Encoding.Latin1.GetString(_buffer, _bodyStart, end - _bodyStart));
        }

        if (_length - _bodyStart >= ConfigHeader.MaxBodyBytes + Tail.Length)
            throw new ConfigEndpointException(EndpointTrouble.BadReply, $"the reply does not end within {ConfigHeader.MaxBodyBytes} octets.");
        _searchFrom = Math.Max(_searchFrom, _length - Tail.Length + 1);
        return null;
    }
}
