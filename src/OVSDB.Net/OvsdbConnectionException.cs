namespace OVSDB.Net;

/// <summary>The connection is dead or was never there. Whether a transaction in flight was committed is not known.</summary>
public sealed class OvsdbConnectionException(string message, Exception? innerException = null) : OvsdbException(message, innerException);
