using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Profiles;

namespace NovaDockerNet.Objects.Tests.Profiles;

public class NovaProfileTests
{
    [Theory]
    [InlineData("26", 64, 61, "6.1", "compute", "2.7", false, false, 60, 16.0, 1.5)]
    [InlineData("31", 68, 66, "6.4", "compute", "2.8", true, false, -1, 4.0, 1.0)]
    [InlineData("33", 72, 68, "6.5", "compute,compute-alt", "2.8", true, false, -1, 4.0, 1.0)]
    [InlineData("34", 74, 72, "6.5", "compute,compute-alt", "2.8", true, true, -1, 4.0, 1.0)]
    public void Releases(
        string release, int service, int oldest, string rpc, string topics, string instance, bool identity, bool owner, int heal, double cpu, double ram)
    {
        var profile = NovaProfile.ForServiceVersion(service);

        Assert.Same(NovaProfile.ForRelease(release), profile);
        Assert.Equal(oldest, profile.OldestSupportedServiceVersion);
        Assert.Equal(rpc, profile.ComputeRpcVersion);
        Assert.Equal(rpc, profile.Endpoints[0].Version);
        Assert.Equal(rpc, profile.RpcVersionHistory[service]);
        Assert.Equal(topics.Split(','), profile.Topics);
        Assert.Equal(instance, profile.Create<Instance>().ObjectVersion);
        Assert.Equal("1.22", profile.Create<Service>().ObjectVersion);
        Assert.Equal("1.19", profile.Create<ComputeNode>().ObjectVersion);
        Assert.Equal(identity, profile.HasNodeIdentity);
        Assert.Equal(owner, profile.RequiresOwnerTrait);
        Assert.Equal(heal, profile.HealInstanceInfoCacheInterval.TotalSeconds);
        Assert.Equal(new AllocationRatios(cpu, ram, 1.0), profile.InitialAllocationRatios);
    }

    [Theory]
    [InlineData("26", 72)]
    [InlineData("31", 73)]
    [InlineData("33", 73)]
    [InlineData("34", 73)]
    public void The_method_table_is_complete(string release, int methods)
    {
        var profile = NovaProfile.ForRelease(release);

        Assert.Equal(methods, profile.Methods.Count);
        var build = profile.Methods["build_and_run_instance"];
        Assert.Equal(
            "instance image request_spec filter_properties accel_uuids admin_password? injected_files? requested_networks? security_groups? block_device_mapping? node? limits? host_list?",
            string.Join(' ', build.Arguments.Select(a => a.Required ? a.Name : a.Name + '?')));
        Assert.False(build.IsCall);
        Assert.Equal("6.0", build.Since);
        Assert.True(profile.Methods["get_console_output"].IsCall);
        Assert.DoesNotContain("update_available_resource", profile.Methods.Keys);
        Assert.Equal("-,baseapi,-", string.Join(",", profile.Endpoints.Select(e => e.Namespace ?? "-")));
        Assert.Equal("1.1", profile.Endpoints[1].Version);
        Assert.Equal("5.13", profile.Endpoints[2].Version);
        Assert.Equal(["ping", "get_backdoor_port"], profile.Endpoints[1].Methods.Keys);
    }

    [Fact]
    public void Events_go_to_the_second_queue_from_33_on()
    {
        Assert.Equal("compute", NovaProfile.ForRelease("31").Methods["external_instance_event"].Topic);
        Assert.Equal("compute-alt", NovaProfile.ForRelease("33").Methods["external_instance_event"].Topic);
        Assert.Equal("compute", NovaProfile.ForRelease("33").Methods["build_and_run_instance"].Topic);
    }

    [Fact]
    public void A_manifest_names_all_an_object_can_hold()
    {
        var manifest = NovaProfile.ForRelease("26").Manifest("ComputeNode");

        Assert.Equal(
            new Dictionary<string, string> { ["ComputeNode"] = "1.19", ["HVSpec"] = "1.2", ["PciDevicePool"] = "1.1", ["PciDevicePoolList"] = "1.1" },
            manifest);
    }

    [Fact]
    public void Unknown_releases_and_objects_say_what_is_known()
    {
        Assert.Contains("64, 68, 72, 74", Assert.Throws<UnsupportedReleaseException>(() => NovaProfile.ForServiceVersion(99)).Message, StringComparison.Ordinal);
        Assert.Contains("26, 31, 33, 34", Assert.Throws<UnsupportedReleaseException>(() => NovaProfile.ForRelease("1")).Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedReleaseException>(() => NovaProfile.ForRelease("26").Manifest("Nothing"));
        Assert.Null(NovaProfile.ForRelease("26").VersionOf("Nothing"));
    }
}
