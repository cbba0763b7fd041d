using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>Operations that take effect together or not at all (RFC 7047 4.1.3). Results come in the same order.</summary>
public sealed class OvsdbTransaction
{
    private readonly List<OvsdbOperation> _operations = [];

    public IReadOnlyList<OvsdbOperation> Operations => _operations;

    public OvsdbTransaction Add(OvsdbOperation operation)
    {
        _operations.Add(operation);
        return this;
    }

    /// <summary>Inserts a row and gives the name by which the rest of the transaction refers to it.</summary>
    public NamedUuid Insert(string table, IReadOnlyDictionary<string, OvsValue> row)
    {
        var name = NamedUuid.Next();
        _operations.Add(new OvsdbInsert(table, row, name));
        return name;
    }

    public OvsdbTransaction Update(string table, IReadOnlyList<OvsCondition> where, IReadOnlyDictionary<string, OvsValue> row) =>
        Add(new OvsdbUpdate(table, where, row));

    public OvsdbTransaction Mutate(string table, IReadOnlyList<OvsCondition> where, params IReadOnlyList<OvsMutation> mutations) =>
        Add(new OvsdbMutate(table, where, mutations));

    public OvsdbTransaction Delete(string table, IReadOnlyList<OvsCondition> where) => Add(new OvsdbDelete(table, where));

    internal JArray ToJson(string database) => new(_operations.Select(static operation => (JToken)operation.ToJson()).Prepend(database));
}
