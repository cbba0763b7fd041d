using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>Codecs of nova's states.</summary>
internal static class NovaWire
{
    public static FieldCodec<VmState> VmState { get; } = Wire.OpenEnum("StringField", text => new VmState(text), state => state.Value);

    public static FieldCodec<TaskState> TaskState { get; } = Wire.OpenEnum("StringField", text => new TaskState(text), state => state.Value);

    public static FieldCodec<PowerState> PowerState { get; } = new(
        "IntegerField",
        node => (PowerState)Convert.ToInt32(((JValue)node).Value, CultureInfo.InvariantCulture),
        state => new JValue((int)state));
}
