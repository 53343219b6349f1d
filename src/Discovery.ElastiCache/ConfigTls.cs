using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Discovery;

/// <summary>The TLS handshake with a configuration endpoint. Whatever fails here stays failed; nothing goes on in plain text.</summary>
internal sealed class ConfigTls
{
    private readonly string _targetHost;
    private readonly Action<SslClientAuthenticationOptions>? _configure;
    private string? _refusal;

    public ConfigTls(ConfigQuestion question)
    {
        _targetHost = question.TargetHost;
        _configure = question.Options.ConfigureTls;
    }

    public async Task<Stream> SecureAsync(Stream plain, CancellationToken cancellationToken)
    {
        var tls = new SslStream(plain);
        try
        {
            await tls.AuthenticateAsClientAsync(Settings(), cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (e is AuthenticationException)
                throw new ConfigEndpointException(EndpointTrouble.Misconfigured, Explain(e), e);
            throw;
        }
    }

    private SslClientAuthenticationOptions Settings()
    {
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = _targetHost,
            // a missing intermediate would be fetched without regard to the deadline
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        };
        try
        {
            _configure?.Invoke(settings);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConfigEndpointException(EndpointTrouble.Misconfigured, $"the function in {{section}}:ConfigureTls failed: {e.Message}", e);
        }

        var own = settings.RemoteCertificateValidationCallback;
        settings.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            var isTrusted = own?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
            _refusal = isTrusted ? null : Refusal(certificate, chain, errors);
            return isTrusted;
        };
        return settings;
    }

    private string Explain(Exception e) => _refusal
        ?? $"the TLS handshake failed ({e.Message}). If the cluster has no in-transit encryption, set {{section}}:UseTls to false.";

    private string Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var which = $"its certificate '{ForeignReply.Printable(certificate?.Subject ?? "")}'";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it shows no certificate.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"{which} is not for '{_targetHost}'. Set {{section}}:TargetHost to a name in the certificate.";
        if (errors == SslPolicyErrors.None)
            return $"{which} is refused by the callback that {{section}}:ConfigureTls sets.";
        var status = string.Join(", ", chain?.ChainStatus.Select(s => s.Status.ToString()).Distinct(StringComparer.Ordinal) ?? []);
        return $"{which} is not trusted ({status}). Trust its authority on this machine or through {{section}}:ConfigureTls.";
    }
}
