namespace Discovery.Testing.Memcached;

/// <summary>What the emulated version can do.</summary>
internal sealed class ServerProfile
{
    public ServerProfile(string version, EmbeddedMemcachedDialect dialect)
    {
        VersionText = version;
        // what is no version (a proxy answers anything) behaves as the newest that is modelled
        var number = System.Version.TryParse(version, out var parsed) ? parsed : new Version(1, 6, 99);
        Meta = dialect == EmbeddedMemcachedDialect.Both;
        Touch = number >= new Version(1, 4, 8);
        GetAndTouch = number >= new Version(1, 5, 3);
        OpaqueOnMiss = number >= new Version(1, 6, 18);
        AppendVivify = number >= new Version(1, 6, 20);
        ExplicitCas = number >= new Version(1, 6, 27);
        if (Meta && number < new Version(1, 6, 10))
        {
            throw new ArgumentException(
                $"EmbeddedMemcachedOptions.Version: memcached {version} has no stable meta commands; set Dialect to ClassicOnly or Version to 1.6.10 or later.",
                nameof(version));
        }
    }

    public string VersionText { get; }

    public bool Meta { get; }

    public bool Touch { get; }

    public bool GetAndTouch { get; }

    public bool OpaqueOnMiss { get; }

    public bool AppendVivify { get; }

    /// <summary>The flag E everywhere, and x on md.</summary>
    public bool ExplicitCas { get; }

    public bool Knows(Verb verb) => verb switch
    {
        Verb.Unknown => false,
        Verb.Touch => Touch,
        Verb.Gat or Verb.Gats => GetAndTouch,
        _ => Meta || !Verbs.IsMeta(verb),
    };
}
