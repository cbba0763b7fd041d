using Newtonsoft.Json.Linq;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Plans;

public sealed class VifLimitsTests
{
    [Fact]
    public void In_libvirts_units()
    {
        var limits = From("""{"quota:vif_inbound_average": "1000", "quota:vif_inbound_peak": "2000", "quota:vif_inbound_burst": "512", "quota:vif_outbound_average": "10"}""");
        Assert.Equal(new VifLimits(new BandwidthLimit(1_000_000, 2_000_000, 524_288), new BandwidthLimit(10_000, null, null)), limits);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"quota:vif_inbound_average": "0", "quota:vif_outbound_peak": "0"}""")]
    public void None(string specs) => Assert.Equal(new VifLimits(null, null), From(specs));

    [Theory]
    [InlineData("""{"quota:vif_outbound_average": "much"}""", "quota:vif_outbound_average is \"much\"")]
    [InlineData("""{"quota:vif_inbound_average": "-5"}""", "quota:vif_inbound_average is -5")]
    [InlineData("""{"quota:vif_inbound_peak": "5"}""", "quota:vif_inbound_peak needs quota:vif_inbound_average")]
    [InlineData("""{"quota:vif_outbound_burst": "5"}""", "quota:vif_outbound_burst needs quota:vif_outbound_average")]
    [InlineData("""{"quota:vif_inbound_average": "5", "quota:vif_inbound_peak": "5"}""", "quota:vif_inbound_peak is 5, not more than quota:vif_inbound_average")]
    [InlineData("""{"quota:vif_inbound_average": "9223372036854775807"}""", "quota:vif_inbound_average is too large")]
    public void A_wrong_value_is_refused_by_the_name_of_its_key(string specs, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidInput>(() => From(specs)).Message, StringComparison.Ordinal);

    private static VifLimits From(string specs) => VifLimits.From(TestObjects.Instance(extraSpecs: JObject.Parse(specs)).Flavor);
}
