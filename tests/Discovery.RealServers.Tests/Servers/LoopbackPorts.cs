using System.Net;
using System.Net.Sockets;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>Ports that were free a moment ago; whoever starts a server on one must be ready to try another.</summary>
internal static class LoopbackPorts
{
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
