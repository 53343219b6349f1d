using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Discovery.Testing.Consul;

/// <summary>An HTTP server on a loopback port that writes the replies of one function.</summary>
internal sealed class LoopbackHttpServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _application;
    private readonly Func<FakeConsulRequest, CancellationToken, Task<FakeConsulReply>> _answer;

    private LoopbackHttpServer(int port, X509Certificate2? certificate, RequestJournal journal, Func<FakeConsulRequest, CancellationToken, Task<FakeConsulReply>> answer)
    {
        _answer = answer;
        // the empty builder reads no configuration, so no variable of the machine moves the server
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Use(next => connection => CountAsync(next, connection, journal));
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    public int Port => new Uri(_application.Urls.First()).Port;

    public static async Task<LoopbackHttpServer> StartAsync(
        int port, X509Certificate2? certificate, RequestJournal journal, Func<FakeConsulRequest, CancellationToken, Task<FakeConsulReply>> answer)
    {
        var server = new LoopbackHttpServer(port, certificate, journal, answer);
        await server._application.StartAsync(CancellationToken.None).ConfigureAwait(false);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // held requests would keep the server from stopping until its time-out
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static async Task CountAsync(ConnectionDelegate next, ConnectionContext connection, RequestJournal journal)
    {
        journal.Connect();
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            journal.Disconnect();
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            var reply = await _answer(Read(context), gone.Token).ConfigureAwait(false);
            await WriteAsync(context, reply, gone.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static FakeConsulRequest Read(HttpContext context)
    {
        // the target as it was sent: the server's own path is decoded already
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? "" : target[mark..];
        var parameters = QueryHelpers.ParseQuery(query).ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => value ?? "").ToArray(), StringComparer.Ordinal);
        var headers = context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new FakeConsulRequest(mark < 0 ? target : target[..mark], query, parameters, headers);
    }

    private static async Task WriteAsync(HttpContext context, FakeConsulReply reply, CancellationToken gone)
    {
        var body = Encoding.UTF8.GetBytes(reply.Body);
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = body.Length;
        foreach (var (name, value) in reply.Headers)
            response.Headers[name] = value;
        await response.Body.WriteAsync(body.AsMemory(0, Math.Min(reply.CutAfter ?? body.Length, body.Length)), gone).ConfigureAwait(false);
        await response.Body.FlushAsync(gone).ConfigureAwait(false);
        if (reply.CutAfter < body.Length)
            context.Abort();
    }
}
