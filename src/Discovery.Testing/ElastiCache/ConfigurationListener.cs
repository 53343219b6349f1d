using System.Net.Sockets;

namespace Discovery.Testing;

/// <summary>Accepts connections until it is stopped, and then waits for the conversations that it began.</summary>
internal sealed class ConfigurationListener : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, CancellationToken, Task> _converse;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public ConfigurationListener(Socket listener, Func<Socket, CancellationToken, Task> converse)
    {
        _listener = listener;
        _converse = converse;
        _loop = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                conversations.RemoveAll(conversation => conversation.IsCompleted);
                conversations.Add(_converse(socket, _stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }

        await Task.WhenAll(conversations).ConfigureAwait(false);
    }
}
