using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Discovery.RealServers.Tests;

/// <summary>A memcached from the PATH on a free loopback port.</summary>
internal sealed class RealMemcachedProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RealMemcachedProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<RealMemcachedProcess> StartAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("memcached", string.Create(CultureInfo.InvariantCulture, $"-l 127.0.0.1 -p {port} -U 0 -u nobody"))
        {
            RedirectStandardError = true,
        };
        RealMemcachedProcess server;
        try
        {
            server = new RealMemcachedProcess(Process.Start(start)!, port);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("memcached is not installed: run scripts/install-servers.sh", exception);
        }

        server._process.BeginErrorReadLine();
        await server.UntilListeningAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task UntilListeningAsync()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"memcached does not listen on port {Port}"));
    }
}
