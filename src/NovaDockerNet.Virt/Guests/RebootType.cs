namespace NovaDockerNet.Virt.Guests;

/// <summary>nova: reboot_type SOFT and HARD.</summary>
public enum RebootType
{
    Soft,
    Hard,
}
