using System.Text;

namespace NovaDockerNet.Daemon.Monitoring;

internal sealed record HttpAnswer(int Status, string Reason, string ContentType, string Body)
{
    /// <summary>The answer's bytes; the connection ends with it.</summary>
    public byte[] ToBytes(bool withBody)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var allow = Status == 405 ? "Allow: GET, HEAD\r\n" : "";
        var head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {Status} {Reason}\r\nContent-Type: {ContentType}\r\nContent-Length: {body.Length}\r\n{allow}Cache-Control: no-store\r\nConnection: close\r\n\r\n");
        return withBody ? [.. head, .. body] : head;
    }

    public static HttpAnswer Text(int status, string reason) => new(status, reason, "text/plain; charset=utf-8", reason + "\n");
}
