namespace Importer.Gateway;

/// <summary>What hangs on an API beside what every run reads of it; asked for only when the API is about to go, or to come back.</summary>
public sealed record ApiExtras
{
    /// <summary>The policies of single operations, by the operation's name.</summary>
    public IReadOnlyDictionary<string, string> OperationPolicies { get; init; } = new Dictionary<string, string>();

    /// <summary>The fragments that the API's policies include, by id. Others may include them too; deleting an API deletes none.</summary>
    public IReadOnlyDictionary<string, string> Fragments { get; init; } = new Dictionary<string, string>();
}
