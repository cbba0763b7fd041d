using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Identity;

namespace NovaDockerNet.OpenStack.Tests.Identity;

public sealed class ServiceCatalogTests
{
    // As nova trims it into a request context: the v2 form, whatever Keystone speaks.
    static readonly ServiceCatalog s_context = ServiceCatalog.Parse(JArray.Parse("""
        [{"type": "network", "name": "neutron", "endpoints": [
           {"publicURL": "http://public:9696", "internalURL": "http://internal:9696", "adminURL": "http://admin:9696", "region": "RegionOne"},
           {"publicURL": "http://two:9696", "region": "RegionTwo"}]},
         {"type": "volumev3", "name": "cinderv3", "endpoints": [{"publicURL": "http://public:8776/v3/p", "region": "RegionOne"}]},
         {"name": "no type", "endpoints": []}]
        """));

    [Fact]
    public void TheFirstPreferredInterfaceWins()
    {
        Assert.Equal("http://internal:9696/", s_context.UrlFor(new("network", ["internal", "public"])).AbsoluteUri);
        Assert.Equal("http://public:9696/", s_context.UrlFor(new("network", ["publicURL"])).AbsoluteUri);
        Assert.Equal("http://two:9696/", s_context.UrlFor(new("network", ["internal", "public"], "RegionTwo")).AbsoluteUri);
    }

    [Fact]
    public void AliasesAreTriedAfterTheNameAskedFor() =>
        Assert.Equal("http://public:8776/v3/p", s_context.UrlFor(new("block-storage", ["public"])).AbsoluteUri);

    [Fact]
    public void NamesMatterOnlyWhenAskedFor()
    {
        Assert.Equal("http://public:9696/", s_context.UrlFor(new("network", ["public"], null, "neutron")).AbsoluteUri);
        Assert.Throws<EndpointNotFoundException>(() => s_context.UrlFor(new("network", ["public"], null, "quantum")));
    }

    [Fact]
    public void AMissSaysWhatThereIs()
    {
        var e = Assert.Throws<EndpointNotFoundException>(() => s_context.UrlFor(new("image", ["internal", "public"], "RegionOne")));
        Assert.Contains("no internal or public endpoint of type image in region RegionOne", e.Message, StringComparison.Ordinal);
        Assert.Contains("network/internal/RegionOne", e.Message, StringComparison.Ordinal);
        Assert.Contains("lists nothing", Assert.Throws<EndpointNotFoundException>(
            () => ServiceCatalog.Parse(null).UrlFor(new("image", ["public"]))).Message, StringComparison.Ordinal);
    }
}
