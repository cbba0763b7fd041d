namespace NovaDockerNet.Netlink.Protocol;

/// <summary>nlmsg_type: linux/netlink.h and linux/rtnetlink.h</summary>
internal enum MessageType : ushort
{
    Error = 2,          // NLMSG_ERROR
    Done = 3,           // NLMSG_DONE
    Overrun = 4,        // NLMSG_OVERRUN
    NewLink = 16,       // RTM_NEWLINK
    DeleteLink = 17,    // RTM_DELLINK
    GetLink = 18,       // RTM_GETLINK
    SetLink = 19,       // RTM_SETLINK
    NewAddress = 20,    // RTM_NEWADDR
    DeleteAddress = 21, // RTM_DELADDR
    GetAddress = 22,    // RTM_GETADDR
    NewRoute = 24,      // RTM_NEWROUTE
    DeleteRoute = 25,   // RTM_DELROUTE
    GetRoute = 26,      // RTM_GETROUTE
    NewNeighbour = 28,  // RTM_NEWNEIGH
    DeleteNeighbour = 29, // RTM_DELNEIGH
    GetNeighbour = 30,  // RTM_GETNEIGH
    NewDiscipline = 36, // RTM_NEWQDISC
    DeleteDiscipline = 37, // RTM_DELQDISC
    GetDiscipline = 38, // RTM_GETQDISC
}
