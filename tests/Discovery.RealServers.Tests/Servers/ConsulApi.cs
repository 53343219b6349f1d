using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>What a test asks of a real agent; plain HTTP, so that nothing of the library is used to check the library.</summary>
internal sealed class ConsulApi : IDisposable
{
    private readonly HttpClient _http;

    public ConsulApi(Uri address, string? token = null)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        if (token is not null)
            _http.DefaultRequestHeaders.Add("X-Consul-Token", token);
    }

    /// <summary>Whether writes are possible.</summary>
    public async Task<bool> HasLeaderAsync()
    {
        try
        {
            // the catalogue has the agent itself only once the leader has run its first round
            using var answer = await _http.GetAsync(new Uri("/v1/catalog/service/consul", UriKind.Relative));
            return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetArrayLength() > 0;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>The address at which the present leader speaks to the other servers; empty when there is none.</summary>
    public async Task<string> LeaderAsync() =>
        await _http.GetFromJsonAsync<string>(new Uri("/v1/status/leader", UriKind.Relative)) ?? "";

    /// <summary>Writes something and reads the answer.</summary>
    public async Task<JsonElement> PutAsync<T>(string path, T body)
    {
        using var answer = await _http.PutAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Registers an instance on loopback with a TCP check each second, the shortest interval that Consul has.</summary>
    public Task RegisterAsync(string service, string id, int port, params string[] tags) => RegisterAsync(new
    {
        Name = service,
        ID = id,
        Tags = tags,
        Address = "127.0.0.1",
        Port = port,
        Check = new { TCP = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), Interval = "1s", Timeout = "500ms" },
    });

    /// <summary>Registers an instance on loopback that Consul never looks at, so that all its connections are those of clients.</summary>
    public Task RegisterUncheckedAsync(string service, string id, int port) =>
        RegisterAsync(new { Name = service, ID = id, Address = "127.0.0.1", Port = port });

    /// <summary>Takes an instance away, check and all.</summary>
    public async Task DeregisterAsync(string id)
    {
        using var answer = await _http.PutAsync(new Uri($"/v1/agent/service/deregister/{id}", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The ids of the instances that pass, sorted.</summary>
    public async Task<string[]> PassingAsync(string service) =>
        Ids(await _http.GetFromJsonAsync<JsonElement>(new Uri($"/v1/health/service/{service}?passing", UriKind.Relative)));

    /// <summary>Follows the service by plain blocking queries until exactly these instances pass.</summary>
    /// <returns>The timestamp of the answer that showed it.</returns>
    public async Task<long> WatchUntilPassingAsync(string service, params string[] ids)
    {
        var wanted = ids.Order(StringComparer.Ordinal).ToArray();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var index = "0"; ;)
        {
            var question = new Uri($"/v1/health/service/{service}?passing&wait=5s&index={index}", UriKind.Relative);
            using var answer = await _http.GetAsync(question, limit.Token);
            answer.EnsureSuccessStatusCode();
            index = answer.Headers.GetValues("X-Consul-Index").Single();
            if (Ids(await answer.Content.ReadFromJsonAsync<JsonElement>(limit.Token)).SequenceEqual(wanted, StringComparer.Ordinal))
                return TimeProvider.System.GetTimestamp();
        }
    }

    private static string[] Ids(JsonElement entries) =>
        [.. entries.EnumerateArray().Select(entry => entry.GetProperty("Service").GetProperty("ID").GetString()!).Order(StringComparer.Ordinal)];

    private async Task RegisterAsync<T>(T registration)
    {
        using var answer = await _http.PutAsJsonAsync("/v1/agent/service/register", registration);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until exactly these instances pass.</summary>
    public async Task WaitForPassingAsync(string service, params string[] ids)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var wanted = ids.Order(StringComparer.Ordinal).ToArray();
        var passing = await PassingAsync(service);
        while (!passing.SequenceEqual(wanted, StringComparer.Ordinal))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Consul shows [{string.Join(", ", passing)}] of '{service}' instead of [{string.Join(", ", wanted)}].");
            await Task.Delay(20);
            passing = await PassingAsync(service);
        }
    }

    public void Dispose() => _http.Dispose();
}
