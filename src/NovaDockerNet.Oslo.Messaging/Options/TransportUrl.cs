using System.Globalization;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Options;

/// <summary>
/// <c>rabbit://[user:pass@]host:port[,user:pass@host:port]/virtual_host?option=value</c>. oslo.messaging: transport.py TransportURL.parse.
/// </summary>
public sealed record TransportUrl(IReadOnlyList<TransportHost> Hosts, string VirtualHost, IReadOnlyDictionary<string, string> Query)
{
    private const int DefaultPort = 5672;

    public static TransportUrl Parse(string url)
    {
        var schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0)
            throw Invalid("it must look like rabbit://user:password@host:5672/virtual_host");
        var scheme = url[..schemeEnd];
        if (scheme is not ("rabbit" or "kombu+rabbit" or "amqp" or "kombu+amqp"))
            throw Invalid($"driver '{scheme}' is not supported, only rabbit is");

        var rest = url[(schemeEnd + 3)..];
        var query = string.Empty;
        if (rest.IndexOf('?') is var mark and >= 0)
            (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        var virtualHost = string.Empty;
        if (rest.IndexOf('/') is var slash and >= 0)
            (rest, virtualHost) = (rest[..slash], Uri.UnescapeDataString(rest[(slash + 1)..]));

        var hosts = rest.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseHost).ToList();
        if (hosts.Count == 0)
            hosts.Add(new TransportHost("localhost", DefaultPort, "guest", "guest"));
        return new TransportUrl(hosts, virtualHost.Length == 0 ? "/" : virtualHost, ParseQuery(query));
    }

    private static TransportHost ParseHost(string text)
    {
        var user = string.Empty;
        var password = string.Empty;
        if (text.LastIndexOf('@') is var at and >= 0)
        {
            user = text[..at];
            text = text[(at + 1)..];
            if (user.IndexOf(':') is var colon and >= 0)
                (user, password) = (user[..colon], Uri.UnescapeDataString(user[(colon + 1)..]));
            user = Uri.UnescapeDataString(user);
        }

        var portText = string.Empty;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']');
            if (end < 0)
                throw Invalid("an IPv6 address lacks its closing bracket");
            portText = text[(end + 1)..].TrimStart(':');
            text = text[1..end];
        }
        else if (text.IndexOf(':') is var colon and >= 0)
        {
            (text, portText) = (text[..colon], text[(colon + 1)..]);
        }

        var port = DefaultPort;
        if (portText.Length > 0
            && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65535))
        {
            throw Invalid($"port '{portText}' is not a number from 1 to 65535");
        }
        return new TransportHost(text.Length == 0 ? "localhost" : text, port, user, password);
    }

    private static Dictionary<string, string> ParseQuery(string query) => query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .GroupBy(pair => Decode(pair[0]), pair => Decode(pair[1]))
        .ToDictionary(group => group.Key, group => string.Join(',', group));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // The URL itself is left out of the message: it holds the password.
    private static MessagingConfigurationException Invalid(string what) => new($"transport_url: {what}");
}
