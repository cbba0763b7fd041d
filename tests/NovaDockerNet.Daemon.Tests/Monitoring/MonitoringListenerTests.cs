using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Daemon.Monitoring;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Monitoring;

public sealed class MonitoringListenerTests
{
    [Theory]
    [InlineData("GET /known HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK", "body")]
    [InlineData("GET /known?x=1 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "body")]
    [InlineData("HEAD /known HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "")]
    [InlineData("GET /other HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "Not Found\n")]
    [InlineData("POST /known HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed", "Method Not Allowed\n")]
    [InlineData("rubbish\r\n\r\n", "HTTP/1.1 400 Bad Request", "Bad Request\n")]
    public async Task Answers_one_request_and_closes(string request, string status, string body)
    {
        using var listener = new MonitoringListener(
            new MonitoringOptions(new IPEndPoint(IPAddress.Loopback, 0)) { RequestTimeout = TimeSpan.FromMinutes(2) },
            static (path, _) => Task.FromResult(path == "/known" ? new HttpAnswer(200, "OK", "text/plain", "body") : null),
            NullLogger<MonitoringListener>.Instance);
        await listener.StartAsync(CancellationToken.None);
        using var client = new TcpClient();
        await client.ConnectAsync(listener.EndPoint!);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        var reply = (await reader.ReadToEndAsync()).Split("\r\n\r\n", 2);
        Assert.StartsWith(status + "\r\n", reply[0], StringComparison.Ordinal);
        Assert.Equal(body, reply[1]);
        await listener.StopAsync(CancellationToken.None);
    }
}
