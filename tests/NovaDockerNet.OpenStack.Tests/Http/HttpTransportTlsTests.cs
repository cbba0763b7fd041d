using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.OpenStack.Tests.Http;

/// <summary>Over a real socket: cafile, insecure, and a certificate nobody vouches for.</summary>
public sealed class HttpTransportTlsTests
{
    [Fact]
    public async Task CaFileIsTrustedAndNothingElse()
    {
        using var folder = new TempDirectory();
        using var ca = Authority("test ca");
        using var other = Authority("other ca");
        var right = Path.Combine(folder.Path, "ca.pem");
        var wrong = Path.Combine(folder.Path, "other.pem");
        await File.WriteAllTextAsync(right, ca.ExportCertificatePem());
        await File.WriteAllTextAsync(wrong, other.ExportCertificatePem());
        using var server = Server(ca);

        Assert.Equal("hello", await GetAsync(server, new() { CaFile = right }));
        Assert.Equal("hello", await GetAsync(server, new() { Insecure = true }));
        await Assert.ThrowsAsync<OpenStackConnectionException>(() => GetAsync(server, new() { CaFile = wrong }));
        await Assert.ThrowsAsync<OpenStackConnectionException>(() => GetAsync(server, new()));
    }

    static async Task<string> GetAsync(X509Certificate2 certificate, HttpTransportOptions options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serving = ServeOneAsync(listener, certificate);
        using var transport = new HttpTransport(options, NullLoggerFactory.Instance, TimeProvider.System);
        try
        {
            using var response = await transport.SendAsync(
                _ => new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{port}/"), 0, stream: false, CancellationToken.None);
            return await response.Content.ReadAsStringAsync();
        }
        finally
        {
            await serving;
        }
    }

    static async Task ServeOneAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var socket = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(socket.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            var buffer = new byte[4096];
            if (await tls.ReadAsync(buffer) > 0)
                await tls.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"));
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client turned away: what half of the test is about.
        }
    }

    static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    static X509Certificate2 Server(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
