using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using RabbitMQ.Client;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>The ssl options of [oslo_messaging_rabbit]. oslo.messaging: impl_rabbit.py _fetch_ssl_params.</summary>
internal static class RabbitTls
{
    public static SslOption Create(TransportOptions options, string hostName)
    {
        var tls = new SslOption { Enabled = options.Ssl, ServerName = hostName };
        if (!options.Ssl)
            return tls;
        tls.Version = Protocols(options.SslVersion);
        if (options.SslCertFile.Length > 0)
        {
            var key = options.SslKeyFile.Length > 0 ? options.SslKeyFile : options.SslCertFile;
            tls.Certs = [Read("ssl_cert_file", options.SslCertFile, file => X509Certificate2.CreateFromPemFile(file, key))];
        }

        // As with Python: without ssl_ca_file nothing is verified, with it the chain, and the host name only when asked for.
        X509Certificate2Collection? authorities = null;
        if (options.SslCaFile.Length > 0)
        {
            authorities = Read("ssl_ca_file", options.SslCaFile, file =>
            {
                var certificates = new X509Certificate2Collection();
                certificates.ImportFromPemFile(file);
                return certificates.Count > 0 ? certificates : throw new CryptographicException("it holds no certificate");
            });
        }
        tls.CertificateValidationCallback = (_, certificate, sent, errors) =>
            authorities is null || IsTrusted(certificate, sent, errors, authorities, options.SslEnforceHostnameVerification);
        return tls;
    }

    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection authorities, bool verifyHostName)
    {
        if (certificate is not X509Certificate2 peer)
            return false;
        if (verifyHostName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // The intermediates between the broker's certificate and ours come with the handshake.
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(peer);
    }

    private static SslProtocols Protocols(string version) => version.ToLowerInvariant() switch
    {
        "" or "sslv23" => SslProtocols.None,
        "tlsv1_2" => SslProtocols.Tls12,
        "tlsv1_3" => SslProtocols.Tls13,
        _ => throw new MessagingConfigurationException(
            $"'{version}' is not supported; use TLSv1_2, TLSv1_3 or leave it empty", option: "ssl_version"),
    };

    private static T Read<T>(string option, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MessagingConfigurationException($"cannot use {file}: {e.Message}", e, option);
        }
    }
}
