using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Discovery.Testing;

/// <summary>A server certificate and the authority that signed it, made in memory for one test.</summary>
public sealed class FakeCertificate : IDisposable
{
    private FakeCertificate(X509Certificate2 authority, X509Certificate2 server)
    {
        Authority = authority;
        Server = server;
    }

    /// <summary>The authority's certificate; a client that trusts it trusts <see cref="Server"/>.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The server's certificate with its private key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Makes a new authority and a certificate from it. Takes some milliseconds.</summary>
    /// <param name="name">The DNS name in the server's certificate; it is also valid for 127.0.0.1.</param>
    /// <param name="isExpired">Whether the server's certificate ended a day ago.</param>
    /// <returns>The pair; dispose it after the test.</returns>
    public static FakeCertificate Create(string name = "localhost", bool isExpired = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = Request("CN=Discovery test authority", authorityKey);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var signer = authority.CreateSelfSigned(now.AddDays(-10), now.AddDays(10));

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        var server = Request($"CN={name}", serverKey);
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = server.Create(signer, now.AddDays(-5), now.AddDays(isExpired ? -1 : 5), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(serverKey);
        // the round trip makes the key usable for a server on every platform
        var loaded = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
        return new FakeCertificate(X509CertificateLoader.LoadCertificate(signer.RawData), loaded);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
    }

    private static CertificateRequest Request(string name, ECDsa key) => new(name, key, HashAlgorithmName.SHA256);
}
