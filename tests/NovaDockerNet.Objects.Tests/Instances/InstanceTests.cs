using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Objects.Tests.Fakes;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Tests.Instances;

public class InstanceTests
{
    [Fact]
    public void States_pass_through_even_when_unknown()
    {
        var instance = Instance.View(VersionedObject.NewEnvelope("Instance", "2.7")
            .With("vm_state", "dreaming").With("task_state", "powering-off").With("power_state", 4));

        Assert.Equal(new VmState("dreaming"), instance.VmState);
        Assert.Equal(TaskState.PoweringOff, instance.TaskState);
        Assert.Equal(PowerState.Shutdown, instance.PowerState);
    }

    [Fact]
    public void A_field_newer_than_the_object_is_refused()
    {
        var old = NovaProfile.ForRelease("26").Create<Instance>();
        var current = NovaProfile.ForRelease("31").Create<Instance>();

        Assert.False(old.Supports(Instance.Fields.ComputeId));
        Assert.Throws<FieldNotInVersionException>(() => old.ComputeId = 1);
        current.ComputeId = 1;
        Assert.Equal(1, current.ComputeId);
    }

    [Fact]
    public void The_image_is_read_back_from_system_metadata()
    {
        var instance = NovaProfile.ForRelease("26").Create<Instance>();
        instance.SystemMetadata = ImmutableDictionary<string, string?>.Empty
            .Add("image_min_disk", "1").Add("image_container_format", "docker").Add("image_os_command_line", "sleep 1")
            .Add("image_mappings", "x").Add("boot_roles", "member").Add("nothing", null);

        Assert.Equal(
            """{"min_disk":"1","container_format":"docker","properties":{"os_command_line":"sleep 1","boot_roles":"member"}}""",
            WireJson.ToText(Ordered(instance.GetImageFromSystemMetadata())));
    }

    [Fact]
    public void One_system_metadata_key_changes_and_the_others_stay()
    {
        var instance = Instance.View(VersionedObject.NewEnvelope("Instance", "2.7").With("system_metadata", new JObject { ["a"] = "1", ["b"] = null }));

        instance.RemoveSystemMetadata("absent");
        Assert.Empty(instance.Changes);
        instance.SetSystemMetadata("c", "3");
        instance.RemoveSystemMetadata("a");

        Assert.Equal(["system_metadata"], instance.Changes);
        Assert.Equal(["b", "c"], instance.SystemMetadata.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_change_inside_the_info_cache_is_a_change_of_the_instance()
    {
        var instance = Instance.View(VersionedObject.NewEnvelope("Instance", "2.7").With("uuid", "u")
            .With("info_cache", VersionedObject.NewEnvelope("InstanceInfoCache", "1.5").With("network_info", "[]")));
        Assert.Empty(instance.Changes);

        instance.InfoCache!.NetworkInfo = "[{}]";

        Assert.Equal(["info_cache"], instance.Changes);
        Assert.Equal("info_cache", Assert.Single(instance.ToPrimitive()["nova_object.changes"]!));
        Assert.Null(instance.Envelope["nova_object.changes"]);
        instance.ResetChanges();
        Assert.Empty(instance.InfoCache.Changes);
    }

    private static JObject Ordered(JObject image)
    {
        var properties = (JObject)image["properties"]!;
        return new JObject
        {
            ["min_disk"] = image["min_disk"],
            ["container_format"] = image["container_format"],
            ["properties"] = new JObject { ["os_command_line"] = properties["os_command_line"], ["boot_roles"] = properties["boot_roles"] },
        };
    }
}
