using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Images;

/// <summary>nova/objects/image_meta.py</summary>
public sealed partial class ImageMetaProps(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<ImageMetaProps>
{
    public static string ObjectClass => "ImageMetaProps";

    public static FieldTable FieldTable => Fields.All;

    public string HwArchitecture { get => Get(Fields.HwArchitecture); set => Set(Fields.HwArchitecture, value); }

    public string HwEmulationArchitecture { get => Get(Fields.HwEmulationArchitecture); set => Set(Fields.HwEmulationArchitecture, value); }

    public string HwAutoDiskConfig { get => Get(Fields.HwAutoDiskConfig); set => Set(Fields.HwAutoDiskConfig, value); }

    public bool HwBootMenu { get => Get(Fields.HwBootMenu); set => Set(Fields.HwBootMenu, value); }

    public string HwCdromBus { get => Get(Fields.HwCdromBus); set => Set(Fields.HwCdromBus, value); }

    public long HwCpuCores { get => Get(Fields.HwCpuCores); set => Set(Fields.HwCpuCores, value); }

    public long HwCpuSockets { get => Get(Fields.HwCpuSockets); set => Set(Fields.HwCpuSockets, value); }

    public long HwCpuMaxCores { get => Get(Fields.HwCpuMaxCores); set => Set(Fields.HwCpuMaxCores, value); }

    public long HwCpuMaxSockets { get => Get(Fields.HwCpuMaxSockets); set => Set(Fields.HwCpuMaxSockets, value); }

    public long HwCpuMaxThreads { get => Get(Fields.HwCpuMaxThreads); set => Set(Fields.HwCpuMaxThreads, value); }

    public string HwCpuPolicy { get => Get(Fields.HwCpuPolicy); set => Set(Fields.HwCpuPolicy, value); }

    public string HwCpuThreadPolicy { get => Get(Fields.HwCpuThreadPolicy); set => Set(Fields.HwCpuThreadPolicy, value); }

    public string HwCpuRealtimeMask { get => Get(Fields.HwCpuRealtimeMask); set => Set(Fields.HwCpuRealtimeMask, value); }

    public long HwCpuThreads { get => Get(Fields.HwCpuThreads); set => Set(Fields.HwCpuThreads, value); }

    public long HwDeviceId { get => Get(Fields.HwDeviceId); set => Set(Fields.HwDeviceId, value); }

    public string HwDiskBus { get => Get(Fields.HwDiskBus); set => Set(Fields.HwDiskBus, value); }

    public string HwDiskType { get => Get(Fields.HwDiskType); set => Set(Fields.HwDiskType, value); }

    public string HwFloppyBus { get => Get(Fields.HwFloppyBus); set => Set(Fields.HwFloppyBus, value); }

    public string HwFirmwareType { get => Get(Fields.HwFirmwareType); set => Set(Fields.HwFirmwareType, value); }

    public string HwInputBus { get => Get(Fields.HwInputBus); set => Set(Fields.HwInputBus, value); }

    public bool HwIpxeBoot { get => Get(Fields.HwIpxeBoot); set => Set(Fields.HwIpxeBoot, value); }

    public bool HwLockedMemory { get => Get(Fields.HwLockedMemory); set => Set(Fields.HwLockedMemory, value); }

    public string HwMachineType { get => Get(Fields.HwMachineType); set => Set(Fields.HwMachineType, value); }

    public bool HwMemEncryption { get => Get(Fields.HwMemEncryption); set => Set(Fields.HwMemEncryption, value); }

    public string HwMemPageSize { get => Get(Fields.HwMemPageSize); set => Set(Fields.HwMemPageSize, value); }

    public long HwNumaNodes { get => Get(Fields.HwNumaNodes); set => Set(Fields.HwNumaNodes, value); }

    public JToken HwNumaCpus { get => Get(Fields.HwNumaCpus); set => Set(Fields.HwNumaCpus, value); }

    public ImmutableList<long> HwNumaMem { get => Get(Fields.HwNumaMem); set => Set(Fields.HwNumaMem, value); }

    public string HwPciNumaAffinityPolicy { get => Get(Fields.HwPciNumaAffinityPolicy); set => Set(Fields.HwPciNumaAffinityPolicy, value); }

    public string HwPointerModel { get => Get(Fields.HwPointerModel); set => Set(Fields.HwPointerModel, value); }

    public bool HwPmu { get => Get(Fields.HwPmu); set => Set(Fields.HwPmu, value); }

    public bool HwQemuGuestAgent { get => Get(Fields.HwQemuGuestAgent); set => Set(Fields.HwQemuGuestAgent, value); }

    public string HwRescueBus { get => Get(Fields.HwRescueBus); set => Set(Fields.HwRescueBus, value); }

    public string HwRescueDevice { get => Get(Fields.HwRescueDevice); set => Set(Fields.HwRescueDevice, value); }

    public string HwRngModel { get => Get(Fields.HwRngModel); set => Set(Fields.HwRngModel, value); }

    public bool HwTimeHpet { get => Get(Fields.HwTimeHpet); set => Set(Fields.HwTimeHpet, value); }

    public long HwSerialPortCount { get => Get(Fields.HwSerialPortCount); set => Set(Fields.HwSerialPortCount, value); }

    public string HwScsiModel { get => Get(Fields.HwScsiModel); set => Set(Fields.HwScsiModel, value); }

    public string HwVideoModel { get => Get(Fields.HwVideoModel); set => Set(Fields.HwVideoModel, value); }

    public long HwVideoRam { get => Get(Fields.HwVideoRam); set => Set(Fields.HwVideoRam, value); }

    public string HwVifModel { get => Get(Fields.HwVifModel); set => Set(Fields.HwVifModel, value); }

    public string HwViommuModel { get => Get(Fields.HwViommuModel); set => Set(Fields.HwViommuModel, value); }

    public string HwVmMode { get => Get(Fields.HwVmMode); set => Set(Fields.HwVmMode, value); }

    public string HwWatchdogAction { get => Get(Fields.HwWatchdogAction); set => Set(Fields.HwWatchdogAction, value); }

    public bool HwVifMultiqueueEnabled { get => Get(Fields.HwVifMultiqueueEnabled); set => Set(Fields.HwVifMultiqueueEnabled, value); }

    public string HwTpmModel { get => Get(Fields.HwTpmModel); set => Set(Fields.HwTpmModel, value); }

    public string HwTpmVersion { get => Get(Fields.HwTpmVersion); set => Set(Fields.HwTpmVersion, value); }

    public bool HwEphemeralEncryption { get => Get(Fields.HwEphemeralEncryption); set => Set(Fields.HwEphemeralEncryption, value); }

    public string HwEphemeralEncryptionFormat { get => Get(Fields.HwEphemeralEncryptionFormat); set => Set(Fields.HwEphemeralEncryptionFormat, value); }

    public bool ImgBittorrent { get => Get(Fields.ImgBittorrent); set => Set(Fields.ImgBittorrent, value); }

    public bool ImgBdmV2 { get => Get(Fields.ImgBdmV2); set => Set(Fields.ImgBdmV2, value); }

    public JToken ImgBlockDeviceMapping { get => Get(Fields.ImgBlockDeviceMapping); set => Set(Fields.ImgBlockDeviceMapping, value); }

    public bool ImgCacheInNova { get => Get(Fields.ImgCacheInNova); set => Set(Fields.ImgCacheInNova, value); }

    public long ImgCompressionLevel { get => Get(Fields.ImgCompressionLevel); set => Set(Fields.ImgCompressionLevel, value); }

    public string ImgHvRequestedVersion { get => Get(Fields.ImgHvRequestedVersion); set => Set(Fields.ImgHvRequestedVersion, value); }

    public string ImgHvType { get => Get(Fields.ImgHvType); set => Set(Fields.ImgHvType, value); }

    public string ImgConfigDrive { get => Get(Fields.ImgConfigDrive); set => Set(Fields.ImgConfigDrive, value); }

    public bool ImgLinkedClone { get => Get(Fields.ImgLinkedClone); set => Set(Fields.ImgLinkedClone, value); }

    public JToken ImgMappings { get => Get(Fields.ImgMappings); set => Set(Fields.ImgMappings, value); }

    public string ImgOwnerId { get => Get(Fields.ImgOwnerId); set => Set(Fields.ImgOwnerId, value); }

    public string ImgRootDeviceName { get => Get(Fields.ImgRootDeviceName); set => Set(Fields.ImgRootDeviceName, value); }

    public bool ImgUseAgent { get => Get(Fields.ImgUseAgent); set => Set(Fields.ImgUseAgent, value); }

    public long ImgVersion { get => Get(Fields.ImgVersion); set => Set(Fields.ImgVersion, value); }

    public string ImgSignature { get => Get(Fields.ImgSignature); set => Set(Fields.ImgSignature, value); }

    public string ImgSignatureHashMethod { get => Get(Fields.ImgSignatureHashMethod); set => Set(Fields.ImgSignatureHashMethod, value); }

    public string ImgSignatureCertificateUuid { get => Get(Fields.ImgSignatureCertificateUuid); set => Set(Fields.ImgSignatureCertificateUuid, value); }

    public string ImgSignatureKeyType { get => Get(Fields.ImgSignatureKeyType); set => Set(Fields.ImgSignatureKeyType, value); }

    public bool ImgHideHypervisorId { get => Get(Fields.ImgHideHypervisorId); set => Set(Fields.ImgHideHypervisorId, value); }

    public string OsAdminUser { get => Get(Fields.OsAdminUser); set => Set(Fields.OsAdminUser, value); }

    public string OsCommandLine { get => Get(Fields.OsCommandLine); set => Set(Fields.OsCommandLine, value); }

    public string OsDistro { get => Get(Fields.OsDistro); set => Set(Fields.OsDistro, value); }

    public bool OsRequireQuiesce { get => Get(Fields.OsRequireQuiesce); set => Set(Fields.OsRequireQuiesce, value); }

    public string OsSecureBoot { get => Get(Fields.OsSecureBoot); set => Set(Fields.OsSecureBoot, value); }

    public bool OsSkipAgentInjectFilesAtBoot { get => Get(Fields.OsSkipAgentInjectFilesAtBoot); set => Set(Fields.OsSkipAgentInjectFilesAtBoot, value); }

    public bool OsSkipAgentInjectSsh { get => Get(Fields.OsSkipAgentInjectSsh); set => Set(Fields.OsSkipAgentInjectSsh, value); }

    public string OsType { get => Get(Fields.OsType); set => Set(Fields.OsType, value); }

    public ImmutableList<string> TraitsRequired { get => Get(Fields.TraitsRequired); set => Set(Fields.TraitsRequired, value); }

    public bool HwFirmwareStateless { get => Get(Fields.HwFirmwareStateless); set => Set(Fields.HwFirmwareStateless, value); }

    public string HwEphemeralEncryptionSecretUuid { get => Get(Fields.HwEphemeralEncryptionSecretUuid); set => Set(Fields.HwEphemeralEncryptionSecretUuid, value); }

    public bool HwVirtioPackedRing { get => Get(Fields.HwVirtioPackedRing); set => Set(Fields.HwVirtioPackedRing, value); }

    public string HwMaxphysaddrMode { get => Get(Fields.HwMaxphysaddrMode); set => Set(Fields.HwMaxphysaddrMode, value); }

    public long HwMaxphysaddrBits { get => Get(Fields.HwMaxphysaddrBits); set => Set(Fields.HwMaxphysaddrBits, value); }

    public string HwMemEncryptionModel { get => Get(Fields.HwMemEncryptionModel); set => Set(Fields.HwMemEncryptionModel, value); }

    public string HwSoundModel { get => Get(Fields.HwSoundModel); set => Set(Fields.HwSoundModel, value); }

    public string HwUsbModel { get => Get(Fields.HwUsbModel); set => Set(Fields.HwUsbModel, value); }

    public long HwRedirectedUsbPorts { get => Get(Fields.HwRedirectedUsbPorts); set => Set(Fields.HwRedirectedUsbPorts, value); }

    public static ImageMetaProps View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> HwArchitecture = All.Add("hw_architecture", Wire.Text("ArchitectureField"));
        public static readonly Field<string> HwEmulationArchitecture = All.Add("hw_emulation_architecture", Wire.Text("ArchitectureField"));
        public static readonly Field<string> HwAutoDiskConfig = All.Add("hw_auto_disk_config", Wire.String);
        public static readonly Field<bool> HwBootMenu = All.Add("hw_boot_menu", Wire.FlexibleBoolean);
        public static readonly Field<string> HwCdromBus = All.Add("hw_cdrom_bus", Wire.Text("DiskBusField"));
        public static readonly Field<long> HwCpuCores = All.Add("hw_cpu_cores", Wire.Integer);
        public static readonly Field<long> HwCpuSockets = All.Add("hw_cpu_sockets", Wire.Integer);
        public static readonly Field<long> HwCpuMaxCores = All.Add("hw_cpu_max_cores", Wire.Integer);
        public static readonly Field<long> HwCpuMaxSockets = All.Add("hw_cpu_max_sockets", Wire.Integer);
        public static readonly Field<long> HwCpuMaxThreads = All.Add("hw_cpu_max_threads", Wire.Integer);
        public static readonly Field<string> HwCpuPolicy = All.Add("hw_cpu_policy", Wire.Text("CPUAllocationPolicyField"));
        public static readonly Field<string> HwCpuThreadPolicy = All.Add("hw_cpu_thread_policy", Wire.Text("CPUThreadAllocationPolicyField"));
        public static readonly Field<string> HwCpuRealtimeMask = All.Add("hw_cpu_realtime_mask", Wire.String);
        public static readonly Field<long> HwCpuThreads = All.Add("hw_cpu_threads", Wire.Integer);
        public static readonly Field<long> HwDeviceId = All.Add("hw_device_id", Wire.Integer);
        public static readonly Field<string> HwDiskBus = All.Add("hw_disk_bus", Wire.Text("DiskBusField"));
        public static readonly Field<string> HwDiskType = All.Add("hw_disk_type", Wire.String);
        public static readonly Field<string> HwFloppyBus = All.Add("hw_floppy_bus", Wire.Text("DiskBusField"));
        public static readonly Field<string> HwFirmwareType = All.Add("hw_firmware_type", Wire.Text("FirmwareTypeField"));
        public static readonly Field<string> HwInputBus = All.Add("hw_input_bus", Wire.Text("InputBusField"));
        public static readonly Field<bool> HwIpxeBoot = All.Add("hw_ipxe_boot", Wire.FlexibleBoolean);
        public static readonly Field<bool> HwLockedMemory = All.Add("hw_locked_memory", Wire.FlexibleBoolean);
        public static readonly Field<string> HwMachineType = All.Add("hw_machine_type", Wire.String);
        public static readonly Field<bool> HwMemEncryption = All.Add("hw_mem_encryption", Wire.FlexibleBoolean);
        public static readonly Field<string> HwMemPageSize = All.Add("hw_mem_page_size", Wire.String);
        public static readonly Field<long> HwNumaNodes = All.Add("hw_numa_nodes", Wire.Integer);
        public static readonly Field<JToken> HwNumaCpus = All.Add("hw_numa_cpus", Wire.Json("ListOfSetsOfIntegersField"));
        public static readonly Field<ImmutableList<long>> HwNumaMem = All.Add("hw_numa_mem", Wire.ListOfIntegers);
        public static readonly Field<string> HwPciNumaAffinityPolicy = All.Add("hw_pci_numa_affinity_policy", Wire.Text("PCINUMAAffinityPolicyField"));
        public static readonly Field<string> HwPointerModel = All.Add("hw_pointer_model", Wire.Text("PointerModelField"));
        public static readonly Field<bool> HwPmu = All.Add("hw_pmu", Wire.FlexibleBoolean);
        public static readonly Field<bool> HwQemuGuestAgent = All.Add("hw_qemu_guest_agent", Wire.FlexibleBoolean);
        public static readonly Field<string> HwRescueBus = All.Add("hw_rescue_bus", Wire.Text("DiskBusField"));
        public static readonly Field<string> HwRescueDevice = All.Add("hw_rescue_device", Wire.Text("BlockDeviceTypeField"));
        public static readonly Field<string> HwRngModel = All.Add("hw_rng_model", Wire.Text("RNGModelField"));
        public static readonly Field<bool> HwTimeHpet = All.Add("hw_time_hpet", Wire.FlexibleBoolean);
        public static readonly Field<long> HwSerialPortCount = All.Add("hw_serial_port_count", Wire.Integer);
        public static readonly Field<string> HwScsiModel = All.Add("hw_scsi_model", Wire.Text("SCSIModelField"));
        public static readonly Field<string> HwVideoModel = All.Add("hw_video_model", Wire.Text("VideoModelField"));
        public static readonly Field<long> HwVideoRam = All.Add("hw_video_ram", Wire.Integer);
        public static readonly Field<string> HwVifModel = All.Add("hw_vif_model", Wire.Text("VIFModelField"));
        public static readonly Field<string> HwViommuModel = All.Add("hw_viommu_model", Wire.Text("VIOMMUModelField"));
        public static readonly Field<string> HwVmMode = All.Add("hw_vm_mode", Wire.Text("VMModeField"));
        public static readonly Field<string> HwWatchdogAction = All.Add("hw_watchdog_action", Wire.Text("WatchdogActionField"));
        public static readonly Field<bool> HwVifMultiqueueEnabled = All.Add("hw_vif_multiqueue_enabled", Wire.FlexibleBoolean);
        public static readonly Field<string> HwTpmModel = All.Add("hw_tpm_model", Wire.Text("TPMModelField"));
        public static readonly Field<string> HwTpmVersion = All.Add("hw_tpm_version", Wire.Text("TPMVersionField"));
        public static readonly Field<bool> HwEphemeralEncryption = All.Add("hw_ephemeral_encryption", Wire.FlexibleBoolean);
        public static readonly Field<string> HwEphemeralEncryptionFormat = All.Add("hw_ephemeral_encryption_format", Wire.Text("BlockDeviceEncryptionFormatTypeField"));
        public static readonly Field<bool> ImgBittorrent = All.Add("img_bittorrent", Wire.FlexibleBoolean);
        public static readonly Field<bool> ImgBdmV2 = All.Add("img_bdm_v2", Wire.FlexibleBoolean);
        public static readonly Field<JToken> ImgBlockDeviceMapping = All.Add("img_block_device_mapping", Wire.Json("ListOfDictOfNullableStringsField"));
        public static readonly Field<bool> ImgCacheInNova = All.Add("img_cache_in_nova", Wire.FlexibleBoolean);
        public static readonly Field<long> ImgCompressionLevel = All.Add("img_compression_level", Wire.Integer);
        public static readonly Field<string> ImgHvRequestedVersion = All.Add("img_hv_requested_version", Wire.Text("VersionPredicateField"));
        public static readonly Field<string> ImgHvType = All.Add("img_hv_type", Wire.Text("HVTypeField"));
        public static readonly Field<string> ImgConfigDrive = All.Add("img_config_drive", Wire.Text("ConfigDrivePolicyField"));
        public static readonly Field<bool> ImgLinkedClone = All.Add("img_linked_clone", Wire.FlexibleBoolean);
        public static readonly Field<JToken> ImgMappings = All.Add("img_mappings", Wire.Json("ListOfDictOfNullableStringsField"));
        public static readonly Field<string> ImgOwnerId = All.Add("img_owner_id", Wire.String);
        public static readonly Field<string> ImgRootDeviceName = All.Add("img_root_device_name", Wire.String);
        public static readonly Field<bool> ImgUseAgent = All.Add("img_use_agent", Wire.FlexibleBoolean);
        public static readonly Field<long> ImgVersion = All.Add("img_version", Wire.Integer);
        public static readonly Field<string> ImgSignature = All.Add("img_signature", Wire.String);
        public static readonly Field<string> ImgSignatureHashMethod = All.Add("img_signature_hash_method", Wire.Text("ImageSignatureHashTypeField"));
        public static readonly Field<string> ImgSignatureCertificateUuid = All.Add("img_signature_certificate_uuid", Wire.Uuid);
        public static readonly Field<string> ImgSignatureKeyType = All.Add("img_signature_key_type", Wire.Text("ImageSignatureKeyTypeField"));
        public static readonly Field<bool> ImgHideHypervisorId = All.Add("img_hide_hypervisor_id", Wire.FlexibleBoolean);
        public static readonly Field<string> OsAdminUser = All.Add("os_admin_user", Wire.String);
        public static readonly Field<string> OsCommandLine = All.Add("os_command_line", Wire.String);
        public static readonly Field<string> OsDistro = All.Add("os_distro", Wire.String);
        public static readonly Field<bool> OsRequireQuiesce = All.Add("os_require_quiesce", Wire.FlexibleBoolean);
        public static readonly Field<string> OsSecureBoot = All.Add("os_secure_boot", Wire.Text("SecureBootField"));
        public static readonly Field<bool> OsSkipAgentInjectFilesAtBoot = All.Add("os_skip_agent_inject_files_at_boot", Wire.FlexibleBoolean);
        public static readonly Field<bool> OsSkipAgentInjectSsh = All.Add("os_skip_agent_inject_ssh", Wire.FlexibleBoolean);
        public static readonly Field<string> OsType = All.Add("os_type", Wire.Text("OSTypeField"));
        public static readonly Field<ImmutableList<string>> TraitsRequired = All.Add("traits_required", Wire.ListOfStrings);
        public static readonly Field<bool> HwFirmwareStateless = All.Add("hw_firmware_stateless", Wire.FlexibleBoolean, "1.38");
        public static readonly Field<string> HwEphemeralEncryptionSecretUuid = All.Add("hw_ephemeral_encryption_secret_uuid", Wire.Uuid, "1.37");
        public static readonly Field<bool> HwVirtioPackedRing = All.Add("hw_virtio_packed_ring", Wire.FlexibleBoolean, "1.35");
        public static readonly Field<string> HwMaxphysaddrMode = All.Add("hw_maxphysaddr_mode", Wire.Text("MaxPhysAddrModeField"), "1.36");
        public static readonly Field<long> HwMaxphysaddrBits = All.Add("hw_maxphysaddr_bits", Wire.Integer, "1.36");
        public static readonly Field<string> HwMemEncryptionModel = All.Add("hw_mem_encryption_model", Wire.Text("MemEncryptionModelField"), "1.42");
        public static readonly Field<string> HwSoundModel = All.Add("hw_sound_model", Wire.Text("SoundModelField"), "1.40");
        public static readonly Field<string> HwUsbModel = All.Add("hw_usb_model", Wire.Text("USBControllerModelField"), "1.41");
        public static readonly Field<long> HwRedirectedUsbPorts = All.Add("hw_redirected_usb_ports", Wire.Integer, "1.41");
    }
}
