using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rabbit;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.Tests.Rabbit;

public sealed class RabbitTlsTests : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Until = From.AddYears(200);
    private readonly TempDirectory _folder = new();
    private readonly X509Certificate2 _root = Authority("root", null);

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void The_chain_may_go_over_the_intermediates_the_broker_sends(bool sends, bool trusted)
    {
        using var intermediate = Authority("intermediate", _root);
        using var broker = Leaf(intermediate);
        using var handshake = new X509Chain();
        if (sends)
            handshake.ChainPolicy.ExtraStore.Add(intermediate);

        Assert.Equal(trusted, Validate(broker, handshake, SslPolicyErrors.RemoteCertificateChainErrors, verifyHostName: false));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void The_host_name_counts_when_asked_for(bool verifyHostName, bool trusted)
    {
        using var broker = Leaf(_root);
        using var handshake = new X509Chain();

        Assert.Equal(trusted, Validate(broker, handshake, SslPolicyErrors.RemoteCertificateNameMismatch, verifyHostName));
    }

    [Fact]
    public void Another_authority_is_not_trusted()
    {
        using var other = Authority("other", null);
        using var broker = Leaf(other);
        using var handshake = new X509Chain();
        handshake.ChainPolicy.ExtraStore.Add(other);

        Assert.False(Validate(broker, handshake, SslPolicyErrors.RemoteCertificateChainErrors, verifyHostName: false));
    }

    private bool Validate(X509Certificate2 broker, X509Chain handshake, SslPolicyErrors errors, bool verifyHostName)
    {
        File.WriteAllText(_folder.File("ca.pem"), _root.ExportCertificatePem());
        var options = new TransportOptions
        {
            TransportUrl = "rabbit://h/",
            Ssl = true,
            SslCaFile = _folder.File("ca.pem"),
            SslEnforceHostnameVerification = verifyHostName,
        };
        return RabbitTls.Create(options, "h").CertificateValidationCallback!(this, broker, handshake, errors);
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (issuer is null)
            return request.CreateSelfSigned(From, Until);
        using var signed = request.Create(issuer, From, Until, [2]);
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Leaf(X509Certificate2 issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256).Create(issuer, From, Until, [3]);
    }
}
