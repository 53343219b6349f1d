using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>Ports that were free a moment ago; whoever starts a server on one must be ready to try another.</summary>
internal static class LoopbackPorts
{
    /// <summary>An address of 127.0.0.0/8 that is drawn by lot, for servers that need a port of a given number.</summary>
    public static IPAddress TakeAddress() => new([127, Octet(), Octet(), Octet()]);

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

    private static byte Octet() => (byte)RandomNumberGenerator.GetInt32(1, 255);
}
