using Discovery.Cache;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.DependencyInjection;

/// <summary>What the options of guard, start, motion and sharing may be.</summary>
public sealed class DiscoveryOptionsTests
{
    [Theory]
    [InlineData("Guard:MinNodes", "0", "Guard:MinNodes is 0; it must be from 1 to 10000")]
    [InlineData("Guard:MinNodes", "10001", "Guard:MinNodes is 10001")]
    [InlineData("Guard:MaxRemovalShare", "-0.1", "Guard:MaxRemovalShare is -0.1; it must be from 0 to 1")]
    [InlineData("Guard:MaxRemovalShare", "1.1", "Guard:MaxRemovalShare is 1.1")]
    [InlineData("Guard:MaxRemovalShare", "NaN", "Guard:MaxRemovalShare is NaN")]
    [InlineData("Guard:Confirmations", "-1", "Guard:Confirmations is -1; it must be from 0 to 100")]
    [InlineData("Guard:Confirmations", "101", "Guard:Confirmations is 101")]
    [InlineData("Guard:RemovalGrace", "-00:00:01", "Guard:RemovalGrace is -00:00:01; it must be from 00:00:00 to 01:00:00")]
    [InlineData("Guard:RemovalGrace", "01:00:01", "Guard:RemovalGrace is 01:00:01")]
    [InlineData("Guard:MinNode", "1", "Guard:MinNode is not an option; Guard has: MinNodes, MaxRemovalShare, Confirmations, RemovalGrace")]
    [InlineData("Guard", "strict", "Guard is 'strict'; it has options of its own: MinNodes")]
    [InlineData("Startup", "7", "Startup is 7; it must be Serve, WaitUpTo or FailFast")]
    [InlineData("StartupTimeout", "00:00:00.099", "StartupTimeout is 00:00:00.0990000; it must be from 00:00:00.1000000 to 00:10:00")]
    [InlineData("StartupTimeout", "00:10:01", "StartupTimeout is 00:10:01")]
    [InlineData("StartUpTimeOuts", "00:00:01", "StartUpTimeOuts is neither an option nor a registered source")]
    [InlineData("Watch:MotionPoll", "00:00:00.099", "Watch:MotionPoll is 00:00:00.0990000; it must be from 00:00:00.1000000 to 01:00:00")]
    [InlineData("Watch:MotionPoll", "01:00:01", "Watch:MotionPoll is 01:00:01")]
    [InlineData("Watch:Motion", "00:00:01", "Watch:Motion is not an option; Watch has: Timeout, MaxHold, MinBackoff, MaxBackoff, MotionPoll")]
    [InlineData("File:ShareConfirmations", "true", "File:ShareConfirmations is true without File:Path; name the file")]
    public void Start_BadOption_NamesOptionValueAndLimit(string option, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionsValidationException>(() => Read((option, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Guard:MinNodes", "10000")]
    [InlineData("Guard:MaxRemovalShare", "0")]
    [InlineData("Guard:MaxRemovalShare", "1")]
    [InlineData("Guard:Confirmations", "0")]
    [InlineData("Guard:Confirmations", "100")]
    [InlineData("Guard:RemovalGrace", "00:00:00")]
    [InlineData("Guard:RemovalGrace", "01:00:00")]
    [InlineData("Startup", "Serve")]
    [InlineData("startup", "waitupto")]
    [InlineData("Startup", "FailFast")]
    [InlineData("StartupTimeout", "00:00:00.1")]
    [InlineData("StartupTimeout", "00:10:00")]
    [InlineData("Watch:MotionPoll", "00:00:00.1")]
    [InlineData("Watch:MotionPoll", "01:00:00")]
    [InlineData("File:ShareConfirmations", "false")]
    public void Start_GoodOption_IsTaken(string option, string value) => Assert.NotNull(Read((option, value)));

    [Fact]
    public void Start_SharingWithAPath_IsTaken() =>
        Assert.True(Read(("File:ShareConfirmations", "true"), ("File:Path", "/tmp/nodes.json")).File.ShareConfirmations);

    [Fact]
    public void Start_NotAMode_NamesTheOption()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read(("Startup", "Eventually")));
        Assert.Contains("Startup", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Eventually", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_OfDiscovery_AreThoseOfTheReadme()
    {
        var options = Read();
        Assert.Equal((CacheStartup.Serve, TimeSpan.FromSeconds(10)), (options.Startup, options.StartupTimeout));
        Assert.Equal((1, 0.5, 2, TimeSpan.FromSeconds(30)), (options.Guard.MinNodes, options.Guard.MaxRemovalShare, options.Guard.Confirmations, options.Guard.RemovalGrace));
        Assert.Equal((TimeSpan.FromSeconds(3), false), (options.Watch.MotionPoll, options.File.ShareConfirmations));
    }

    private static CacheOptions Read(params (string Option, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Cache:{setting.Option}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddDiscoveryCache(configuration.GetSection("Cache")).UseSource("Test", static (_, _) => ValueTask.FromException<NodeSet>(new NodeSourceException("unused")));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<CacheOptions>>().Get("");
    }
}
