namespace OVSDB.Net;

/// <summary>A look-up the replica keeps: rows of a table by a column's value, or by one key of a map column.</summary>
public sealed record OvsIndex(string Table, string Column, string? Key = null);
