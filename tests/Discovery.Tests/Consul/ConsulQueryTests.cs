namespace Discovery.Tests.Consul;

public sealed class ConsulQueryTests
{
    [Fact]
    public void Write_Defaults_AsksForPassingInstancesNow() =>
        Assert.Equal("http://127.0.0.1:8500/v1/health/service/memcached?passing", Write(new ConsulOptions { Service = "memcached" }));

    [Fact]
    public void Write_EveryOption_IsAParameterAndEscaped()
    {
        var options = new ConsulOptions
        {
            Address = new Uri("https://gw.example/consul/"),
            Service = "mem cached/ä?#",
            Token = "secret",
            Tag = "b&c",
            Tags = ["a", "b&c"],
            Datacenter = "dc 2",
            Filter = "Service.Meta.zone == \"a\"",
            Stale = true,
            OnlyPassing = false,
        };
        Assert.Equal(
            "https://gw.example/consul/v1/health/service/mem%20cached%2F%C3%A4%3F%23?stale&dc=dc%202&tag=a&tag=b%26c&filter=Service.Meta.zone%20%3D%3D%20%22a%22",
            Write(options));
    }

    [Fact]
    public void Write_NoParameter_HasNoQuestionMark() =>
        Assert.Equal("http://127.0.0.1:8500/v1/health/service/s", Write(new ConsulOptions { Service = "s", OnlyPassing = false }));

    [Theory]
    [InlineData(60_000, "60000ms")]
    [InlineData(1, "1ms")]
    [InlineData(0, "1ms")]
    public void Write_Hold_HasIndexAndWait(int wait, string expected)
    {
        var uri = ConsulQuery.Write(new ConsulOptions { Service = "s" }, ulong.MaxValue, TimeSpan.FromMilliseconds(wait));
        Assert.Equal($"?passing&index=18446744073709551615&wait={expected}", uri.Query);
    }

    [Fact]
    public void Scope_AnotherCluster_IsAnotherScope()
    {
        ConsulOptions[] options =
        [
            new() { Service = "a" },
            new() { Service = "b" },
            new() { Service = "a", Address = new Uri("http://127.0.0.1:8501") },
            new() { Service = "a", Tag = "t" },
            new() { Service = "a", Datacenter = "t" },
            new() { Service = "a", Filter = "t" },
            new() { Service = "a", TaggedAddress = "wan" },
            new() { Service = "a", NodeName = ConsulNodeName.ServiceId },
            new() { Service = "a", NodeName = ConsulNodeName.Metadata, NameMetadataKey = "k" },
        ];
        Assert.Equal(options.Length, options.Select(ConsulQuery.Scope).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Scope_TokenAndTagOrder_DoNotCount()
    {
        var one = ConsulQuery.Scope(new ConsulOptions { Service = "a", Token = "secret", Tags = ["x", "y"] });
        Assert.Equal(one, ConsulQuery.Scope(new ConsulOptions { Service = "a", Token = "other", Tag = "y", Tags = ["x", "x"] }));
        Assert.DoesNotContain("secret", one, StringComparison.Ordinal);
    }

    private static string Write(ConsulOptions options) => ConsulQuery.Write(options, 0, null).AbsoluteUri;
}
