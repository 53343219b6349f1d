namespace Discovery;

/// <summary>What the default client's handler may not do. A handler of the user's own that is set later is left as it is.</summary>
internal static class ConsulHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public static void Restrict(HttpMessageHandler handler)
    {
        switch (handler)
        {
            case SocketsHttpHandler sockets:
                // a redirect would take the token to wherever it points
                sockets.AllowAutoRedirect = false;
                // a black hole must not use up the whole time of a held question
                if (sockets.ConnectTimeout == Timeout.InfiniteTimeSpan)
                    sockets.ConnectTimeout = ConnectTimeout;
                break;
            case HttpClientHandler client:
                client.AllowAutoRedirect = false;
                break;
        }
    }
}
