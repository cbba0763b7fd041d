using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

public sealed class TlsTests
{
    private static readonly RpcTarget Host = new("compute", "host1", Version: "6.0");

    [SkippableFact]
    public async Task The_ssl_options_decide_whom_we_trust()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        using var folder = new TempDirectory();
        WriteCertificate(folder, "server", "rabbit.example.com", null);
        WriteCertificate(folder, "other", "other.example.com", null);
        await using var server = await RabbitMqServer.StartAsync(
            new RabbitMqServerOptions { CertificateFile = folder.File("server.pem"), KeyFile = folder.File("server.key") });
        var options = new TransportOptions { TransportUrl = server.TlsTransportUrl, Ssl = true };

        Assert.True(await WorksAsync(options));
        Assert.True(await WorksAsync(options with { SslCaFile = folder.File("server.pem"), SslVersion = "TLSv1_2" }));
        Assert.False(await WorksAsync(options with { SslCaFile = folder.File("other.pem") }));
        Assert.False(await WorksAsync(options with { SslCaFile = folder.File("server.pem"), SslEnforceHostnameVerification = true }));
    }

    private static async Task<bool> WorksAsync(TransportOptions options)
    {
        await using var session = await Session.OpenAsync(options, serve: false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var cast = session.Transport.Client.CastAsync(Host, [], "nothing", [], limit.Token);
        await Eventually.TrueAsync(
            () => cast.IsCompleted || session.Logs.AtLeast(LogLevel.Error).Any(line => line.Message.Contains("unreachable")), "it connected or was refused");
        if (cast.IsCompletedSuccessfully)
            return true;
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cast);
        return false;
    }

    private static void WriteCertificate(TempDirectory folder, string name, string host, IPAddress? address)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (address is not null)
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(folder.File(name + ".pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File(name + ".key"), key.ExportRSAPrivateKeyPem());
    }
}
