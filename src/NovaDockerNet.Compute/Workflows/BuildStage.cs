namespace NovaDockerNet.Compute.Workflows;

/// <summary>Where a build was when it failed: nova catches differently in each of its nested methods.</summary>
enum BuildStage
{
    /// <summary>_build_and_run_instance up to the claim and the group policy.</summary>
    Claim,

    /// <summary>_build_resources: _build_networks_for_instance.</summary>
    Networks,

    /// <summary>_build_resources: _default_block_device_names, _prep_block_device.</summary>
    BlockDevices,

    /// <summary>driver.spawn, where also the networks' own failures surface.</summary>
    Spawn,

    /// <summary>The last save, outside of nova's try.</summary>
    Commit,
}
