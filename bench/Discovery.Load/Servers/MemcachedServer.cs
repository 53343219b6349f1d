using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Discovery.Load.Servers;

/// <summary>A memcached from the PATH, in a process of its own, on a free port of the loopback interface.</summary>
internal sealed class MemcachedServer : IDisposable
{
    private const int Attempts = 5;
    private readonly Process _process;

    private MemcachedServer(Process process, int port)
    {
        _process = process;
        Endpoint = new IPEndPoint(IPAddress.Loopback, port);
    }

    public IPEndPoint Endpoint { get; }

    public static MemcachedServer Start()
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var server = Launch(FreePort());
            if (server.ListensSoon())
                return server;
            server.Dispose(); // somebody else took the port in between
        }

        throw new InvalidOperationException("memcached does not start; try: memcached -l 127.0.0.1 -p 0 -vv");
    }

    public static string Version()
    {
        using var process = Run("-V", redirect: true);
        return process.StandardOutput.ReadToEnd().Trim();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // as root it wants to be told whose rights to take; nobody else may
    private static MemcachedServer Launch(int port) => new(
        Run(string.Create(CultureInfo.InvariantCulture, $"-l 127.0.0.1 -p {port} -U 0 -t 2 -m 1024 -c 4096 {(Environment.IsPrivilegedProcess ? "-u nobody" : "")}")), port);

    private static Process Run(string arguments, bool redirect = false)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("memcached", arguments) { RedirectStandardOutput = redirect })!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("memcached is not on the PATH; run ./scripts/install-servers.sh first", exception);
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private bool ListensSoon()
    {
        for (var attempt = 0; attempt < 200 && !_process.HasExited; attempt++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(Endpoint);
                return true;
            }
            catch (SocketException)
            {
                Thread.Sleep(25);
            }
        }

        return false;
    }
}
