using Discovery.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.Consul;

public sealed class ConsulRegistrationTests
{
    [Fact]
    public void UseConsul_Configuration_BindsEveryOption()
    {
        var builder = new TestBuilder("", Configuration("""
            { "Consul": { "Address": "https://consul.example:8501", "Service": "mc", "Token": "t", "Tag": null, "Tags": ["a", "b"], "Datacenter": "dc",
              "Filter": "f", "Stale": true, "OnlyPassing": false, "Wait": "00:05:00", "Timeout": "00:00:03", "HttpClientName": "corp",
              "NodeName": "Metadata", "NameMetadataKey": "slot", "TaggedAddress": "wan", "UseWeights": true } }
            """));
        builder.UseConsul();
        var options = Options(builder, "");
        Assert.Equal(new Uri("https://consul.example:8501"), options.Address);
        Assert.Equal(("mc", "t", "dc", "f"), (options.Service, options.Token, options.Datacenter, options.Filter));
        Assert.Equal(["a", "b"], options.Tags);
        Assert.Equal((true, false, true), (options.Stale, options.OnlyPassing, options.UseWeights));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(3)), (options.Wait, options.Timeout));
        Assert.Equal(("corp", "slot", "wan"), (options.HttpClientName, options.NameMetadataKey, options.TaggedAddress));
        Assert.Equal(ConsulNodeName.Metadata, options.NodeName);
    }

    [Fact]
    public void UseConsul_UnknownKey_IsRefusedByName()
    {
        var builder = new TestBuilder("", Configuration("""{ "Consul": { "Service": "mc", "Adress": "http://x" } }"""));
        builder.UseConsul();
        Assert.Contains("Adress", Assert.Throws<InvalidOperationException>(() => builder.Create("Consul")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseConsul_NoService_IsRefusedWhenTheSourceIsMade()
    {
        var builder = new TestBuilder();
        builder.UseConsul();
        Assert.Contains("Consul:Service is empty", Assert.Throws<OptionsValidationException>(() => builder.Create("Consul")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseConsul_TwoNames_AreTwoSources()
    {
        await using var one = await FakeConsulAgent.StartAsync();
        await using var two = await FakeConsulAgent.StartAsync();
        one.Register("10.0.0.1:11211");
        two.Register("10.0.0.2:11211");
        var builder = new TestBuilder("sessions", Configuration($$"""
            { "Consul": { "Address": "{{one.Address}}", "Service": "memcached" }, "ConsulEu": { "Address": "{{two.Address}}" } }
            """));
        builder.UseConsul().UseConsul("ConsulEu", options => options.Service = "memcached");
        Assert.Equal("10.0.0.1:11211", (await builder.Create("Consul").AskAsync()).Names());
        var eu = builder.Create("ConsulEu");
        Assert.Equal("ConsulEu", eu.Name);
        Assert.Equal("10.0.0.2:11211", (await eu.AskAsync()).Names());
        Assert.NotEqual(builder.Create("Consul").Scope, eu.Scope);
    }

    [Fact]
    public void UseConsul_SecondOfOneName_IsRefused()
    {
        var builder = new TestBuilder();
        builder.UseConsul(options => options.Service = "a");
        Assert.Contains("Consul", Assert.Throws<InvalidOperationException>(() => builder.UseConsul()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseConsul_BadOptionOfANamedSource_IsNamedByIt()
    {
        var builder = new TestBuilder("sessions");
        builder.UseConsul(options => options.Service = "fine").UseConsul("ConsulEu");
        Assert.Contains("ConsulEu:Service is empty", Assert.Throws<OptionsValidationException>(() => builder.Create("ConsulEu")).Message, StringComparison.Ordinal);
        Assert.Equal("Consul", builder.Create("Consul").Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UseConsul_Redirect_IsNotFollowedWithTheToken(bool ownHandlerFirst)
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        await using var elsewhere = await FakeConsulAgent.StartAsync();
        agent.Reply(FakeConsulReply.Error(302, "").With("Location", elsewhere.Address.AbsoluteUri));
        var builder = new TestBuilder();
        if (ownHandlerFirst)
            builder.Services.AddHttpClient("Discovery.Consul").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        builder.UseConsul(options => (options.Address, options.Service, options.Token) = (agent.Address, "mc", "s3cret"));
        Assert.Equal(NodeSourceFailure.Configuration, (await builder.Create("Consul").FailAsync()).Kind);
        Assert.Equal(0, elsewhere.RequestCount);
    }

    [Fact]
    public async Task UseConsul_ClientOfTheUser_IsUsed()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var builder = new TestBuilder();
        builder.Services.AddHttpClient("corp", client => client.DefaultRequestHeaders.Add("X-Consul-Token", "from the client"));
        builder.UseConsul(options => (options.Address, options.Service, options.HttpClientName) = (agent.Address, "memcached", "corp"));
        await builder.Create("Consul").AskAsync();
        Assert.Equal("from the client", agent.Requests[0].Token);
    }

    [Theory]
    [InlineData("Address", "consul:8500", "Consul:Address is 'consul:8500', which is not an http or https URI; write it as http://127.0.0.1:8500.")]
    [InlineData("Address", "127.0.0.1:8500", "Consul:Address is '127.0.0.1:8500'")]
    [InlineData("Address", "ftp://x", "Consul:Address is 'ftp://x/'")]
    [InlineData("Address", "http://me:s3cret@x", "Consul:Address has a user name or a password")]
    [InlineData("Address", "http://x/?token=s3cret", "Consul:Address has a query")]
    [InlineData("Service", " ", "Consul:Service is empty")]
    [InlineData("Service", "..", "Consul:Service is '..'")]
    [InlineData("Token", "s3cret\n", "Consul:Token has a blank")]
    [InlineData("Token", "s3crét", "Consul:Token has a blank")]
    [InlineData("Tags:0", "", "Consul:Tags has an empty tag")]
    [InlineData("Wait", "00:00:00.999", "Consul:Wait is 00:00:00.9990000; it must be from 00:00:01 to 00:10:00.")]
    [InlineData("Wait", "00:10:01", "Consul:Wait is 00:10:01")]
    [InlineData("Timeout", "00:00:00", "Consul:Timeout is 00:00:00; it must be from 00:00:00.1000000 to 00:05:00.")]
    [InlineData("HttpClientName", "", "Consul:HttpClientName is empty")]
    [InlineData("NodeName", "7", "Consul:NodeName is '7'")]
    [InlineData("NodeName", "Metadata", "Consul:NameMetadataKey is empty")]
    [InlineData("NameMetadataKey", "slot", "Consul:NameMetadataKey is 'slot' but Consul:NodeName is AddressAndPort")]
    public void UseConsul_BadOption_IsNamedWithWhatToDo(string option, string value, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Consul:Service"] = "memcached",
            [$"Consul:{option}"] = value,
        }).Build();
        var builder = new TestBuilder("", configuration);
        builder.UseConsul();
        var message = Assert.Throws<OptionsValidationException>(() => builder.Create("Consul")).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr", message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();

    private static ConsulOptions Options(TestBuilder builder, string name) =>
        builder.Services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<ConsulOptions>>().Get(name);
}
