using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;

namespace NovaDockerNet.Oslo.Messaging.Tests.Options;

public sealed class TransportUrlTests
{
    [Theory]
    [InlineData("rabbit://nova:secret@rabbit1:5673/cell1", "/cell1 nova:secret@rabbit1:5673")]
    [InlineData("rabbit://nova:secret@rabbit1", "// nova:secret@rabbit1:5672")]
    [InlineData("rabbit://nova:secret@rabbit1/", "// nova:secret@rabbit1:5672")]
    [InlineData("rabbit://u%40d:p%40%2F%3Aw%25@[2001:db8::1]:5671/a%2Fb", "/a/b u@d:p@/:w%@2001:db8::1:5671")]
    [InlineData("rabbit://a:1@one:5672,b:2@two:5673,c:3@[::1]/%2F", "// a:1@one:5672 b:2@two:5673 c:3@::1:5672")]
    [InlineData("kombu+rabbit://nova:a+b@h//", "// nova:a+b@h:5672")]
    [InlineData("rabbit:///", "// guest:guest@localhost:5672")]
    public void Hosts_credentials_and_virtual_host_are_read_as_oslo_reads_them(string text, string expected)
    {
        var url = TransportUrl.Parse(text);

        Assert.Equal(expected, $"/{url.VirtualHost} " + string.Join(' ', url.Hosts.Select(h => $"{h.UserName}:{h.Password}@{h.HostName}:{h.Port}")));
    }

    [Theory]
    [InlineData("nova:secret@rabbit1", "must look like")]
    [InlineData("kafka://nova:secret@rabbit1", "'kafka'")]
    [InlineData("rabbit://nova:secret@rabbit1:70000/", "'70000'")]
    [InlineData("rabbit://nova:secret@[::1/", "bracket")]
    [InlineData("rabbit://nova:secret@rabbit1/?rabbit_quorum_queues=1", "'rabbit_quorum_queues'")]
    [InlineData("rabbit://nova:secret@rabbit1/?ssl=maybe", "'maybe'")]
    public void A_wrong_url_is_refused_without_showing_the_password(string text, string reason)
    {
        var options = new TransportOptions { TransportUrl = text };

        var e = Assert.Throws<MessagingConfigurationException>(() => TransportUrlOverrides.Apply(options, TransportUrl.Parse(text)));

        Assert.StartsWith("transport_url:", e.Message);
        Assert.Contains(reason, e.Message);
        Assert.DoesNotContain("secret", e.Message);
    }

    [Fact]
    public void The_query_wins_over_the_options()
    {
        var url = TransportUrl.Parse("rabbit://h/?amqp_durable_queues=true&rabbit_transient_queues_ttl=60&ssl_ca_file=%2Fetc%2Fca.pem&heartbeat_rate=3");

        var options = TransportUrlOverrides.Apply(new TransportOptions { TransportUrl = "rabbit://h/" }, url);

        Assert.True(options.AmqpDurableQueues);
        Assert.Equal(TimeSpan.FromSeconds(60), options.RabbitTransientQueuesTtl);
        Assert.Equal("/etc/ca.pem", options.SslCaFile);
    }

    [Fact]
    public void A_host_prints_without_its_password() =>
        Assert.Equal("[::1]:5672", new TransportHost("::1", 5672, "nova", "secret").ToString());
}
