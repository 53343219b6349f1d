using Discovery.Cache;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.DependencyInjection;

public sealed class CacheOptionsValidatorTests
{
    [Theory]
    [InlineData("OperationTimeout", "00:00:00", "OperationTimeout is 00:00:00; it must be from 00:00:00.0010000 to 00:01:00")]
    [InlineData("OperationTimeout", "00:01:00.001", "OperationTimeout is")]
    [InlineData("DefaultExpiration", "00:00:00", "DefaultExpiration is 00:00:00; it must be positive")]
    [InlineData("DefaultExpiration", "-00:00:01", "DefaultExpiration is -00:00:01")]
    [InlineData("KeyPrefix", "a b", "KeyPrefix cannot begin a key: The key 'a b' has a blank")]
    [InlineData("KeyPrefix", "LONG", "KeyPrefix has 200 bytes of UTF-8 or more")]
    [InlineData("KeyPrefix", "LONGER", "KeyPrefix cannot begin a key")]
    [InlineData("Memory:Ttl", "00:00:00.099", "Memory:Ttl is")]
    [InlineData("Memory:Ttl", "01:00:01", "Memory:Ttl is")]
    [InlineData("File:Ttl", "00:00:59", "File:Ttl is")]
    [InlineData("File:Ttl", "366.00:00:00", "File:Ttl is")]
    [InlineData("Watch:Timeout", "00:00:00.099", "Watch:Timeout is")]
    [InlineData("Watch:Timeout", "00:05:01", "Watch:Timeout is")]
    [InlineData("Watch:MaxHold", "00:00:00.9", "Watch:MaxHold is")]
    [InlineData("Watch:MinBackoff", "00:00:00.009", "Watch:MinBackoff is")]
    [InlineData("Watch:MaxBackoff", "00:00:00.1", "Watch:MaxBackoff is 00:00:00.1000000; it must be from 00:00:00.5000000")]
    [InlineData("Connections:ConnectTimeout", "00:00:00.009", "Connections:ConnectTimeout is")]
    [InlineData("Connections:LanesPerNode", "0", "Connections:LanesPerNode is 0; it must be from 1 to 64")]
    [InlineData("Connections:LanesPerNode", "65", "Connections:LanesPerNode is 65")]
    [InlineData("Connections:MaxInFlight", "15", "Connections:MaxInFlight is 15; it must be from 16 to 65536")]
    [InlineData("Connections:MaxInFlight", "65537", "Connections:MaxInFlight is 65537")]
    [InlineData("Connections:MaxQueuedBytes", "65535", "Connections:MaxQueuedBytes is 65535")]
    [InlineData("Connections:MaxValueBytes", "1023", "Connections:MaxValueBytes is 1023")]
    [InlineData("Connections:MaxValueBytes", "1073741825", "Connections:MaxValueBytes is 1073741825")]
    [InlineData("Sources:0", "Consol", "Sources has 'Consol', which is not registered; registered are: Test")]
    [InlineData("Sources", "Test", "Sources is 'Test'; it must be a list")]
    [InlineData("Memory", "00:00:30", "Memory is '00:00:30'; it has options of its own: Ttl")]
    [InlineData("OperationTimeOutt", "00:00:01", "OperationTimeOutt is neither an option nor a registered source")]
    [InlineData("Memory:Tll", "00:00:30", "Memory:Tll is not an option; Memory has: Ttl")]
    [InlineData("Connections:Lanes", "3", "Connections:Lanes is not an option; Connections has: LanesPerNode, Protocol, ConnectTimeout")]
    [InlineData("Consul:Address", "http://x", "Consul is neither an option nor a registered source")]
    public void Start_BadOption_NamesOptionValueAndLimit(string option, string value, string expected)
    {
        value = value switch { "LONG" => new string('p', 200), "LONGER" => new string('p', 300), _ => value };
        var message = Assert.Throws<OptionsValidationException>(() => Read(option, value)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith("Cache: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OperationTimeout", "00:00:00.001")]
    [InlineData("OperationTimeout", "00:01:00")]
    [InlineData("DefaultExpiration", "-00:00:00.001")]
    [InlineData("KeyPrefix", "shop:")]
    [InlineData("Memory:Ttl", "00:00:00.1")]
    [InlineData("memory:ttl", "01:00:00")]
    [InlineData("File:Ttl", "365.00:00:00")]
    [InlineData("Connections:MaxInFlight", "65536")]
    [InlineData("Sources:0", "TEST")]
    [InlineData("Test:Anything", "goes")]
    [InlineData("File:ServeExpired", "true")]
    public void Start_GoodOption_IsTaken(string option, string value) => Assert.NotNull(Read(option, value));

    [Fact]
    public void Start_SourceTwice_SaysSo()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(options => options.Sources = ["Test", "test"]));
        Assert.Contains("Sources has 'Test' twice", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_NullOptions_AreNamed()
    {
        var message = Assert.Throws<OptionsValidationException>(() => Read(options => (options.KeyPrefix, options.Memory, options.Sources) = (null!, null!, null!))).Message;
        foreach (var option in new[] { "KeyPrefix", "Memory", "Sources" })
            Assert.Contains($"{option} is null", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_SeveralFaults_AreToldTogether()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(options => (options.KeyPrefix, options.Connections.LanesPerNode) = (" ", 0)));
        Assert.Equal(2, exception.Failures.Count());
    }

    [Fact]
    public async Task Start_NoSource_FailsTheHostAndNamesTheCache()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDiscoveryCache("sessions");
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("Cache 'sessions': no source of nodes is registered; call UseConsul()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_NotASpan_NamesTheOption()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read("OperationTimeout", "soon"));
        Assert.Contains("OperationTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains("soon", exception.Message, StringComparison.Ordinal);
    }

    private static CacheOptions Read(string option, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Cache:{option}", value)]).Build();
        return Read(services => services.AddDiscoveryCache(configuration.GetSection("Cache")));
    }

    private static CacheOptions Read(Action<CacheOptions> configure) => Read(services => services.AddDiscoveryCache(configure));

    private static CacheOptions Read(Func<IServiceCollection, IDiscoveryBuilder> add)
    {
        var services = new ServiceCollection();
        add(services).UseSource("Test", static (_, _) => ValueTask.FromException<NodeSet>(new NodeSourceException("unused")));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<CacheOptions>>().Get("");
    }
}
