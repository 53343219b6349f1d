using Discovery.Cache;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Quickstart;
using Spectre.Console;

// dotnet run --project samples/Quickstart                            three embedded nodes, nothing to install
// dotnet run --project samples/Quickstart -- --source Consul         real servers by appsettings.json, environment, command line
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
var source = builder.Configuration["source"] ?? "Embedded";
await using var playground = string.Equals(source, "Embedded", StringComparison.OrdinalIgnoreCase) ? await Playground.StartAsync() : null;
builder.Configuration.AddInMemoryCollection(playground?.Settings ?? [new("Cache:Sources:0", source)]);

builder.Services.AddDiscoveryCache(builder.Configuration.GetSection("Cache")).UseElastiCache().UseConsul().UseStatic();
using var host = builder.Build();
using var connections = new ConnectionCounter();
try
{
    await host.StartAsync();
}
catch (OptionsValidationException exception)
{
    foreach (var failure in exception.Failures)
        AnsiConsole.MarkupLineInterpolated($"[red]{failure}[/]");
    return 2;
}

var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var client = host.Services.GetRequiredService<ICacheClient>();
var stage = new Stage(client, host.Services.GetRequiredService<NodeDirectory>(), new KeyStream(client), connections);
await using var screen = Screen.Start(stage);
if (await stage.WaitForNodesAsync(stopping))
{
    await using var callers = stage.Stream.Run(stopping);
    if (playground is not null)
        await new Story(stage, playground).PlayAsync(stopping);
    else
        await stage.WatchAsync(builder.Configuration.GetValue("seconds", 30), stopping);
}

await screen.DisposeAsync();
await host.StopAsync(CancellationToken.None);
return stage.Conclude();
