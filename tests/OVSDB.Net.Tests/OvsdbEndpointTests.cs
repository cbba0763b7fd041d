using Xunit;

namespace OVSDB.Net.Tests;

public sealed class OvsdbEndpointTests
{
    [Theory]
    [InlineData("unix:/run/openvswitch/db.sock", "unix:/run/openvswitch/db.sock")]
    [InlineData("tcp:127.0.0.1:6641", "tcp:127.0.0.1:6641")]
    [InlineData("tcp:switch.example", "tcp:switch.example:6640")]
    [InlineData("tcp:[::1]:6640", "tcp:[::1]:6640")]
    [InlineData("tcp:[::1]", "tcp:[::1]:6640")]
    public void Endpoints_read_as_ovs_writes_them(string text, string expected) => Assert.Equal(expected, OvsdbEndpoint.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("/run/openvswitch/db.sock")]
    [InlineData("tcp:host:port")]
    [InlineData("tcp:host:70000")]
    [InlineData("tcp:")]
    [InlineData("ssl:host:6640")]
    public void Others_are_refused(string text) => Assert.Contains("unix:", Assert.Throws<FormatException>(() => OvsdbEndpoint.Parse(text)).Message, StringComparison.Ordinal);
}
