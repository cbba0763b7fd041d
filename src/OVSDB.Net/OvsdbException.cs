namespace OVSDB.Net;

/// <summary>Anything that went wrong with the database.</summary>
public abstract class OvsdbException(string message, Exception? innerException) : Exception(message, innerException);
