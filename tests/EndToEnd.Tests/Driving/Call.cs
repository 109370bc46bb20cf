using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>One line of the journal.</summary>
public sealed record Call(JsonObject Json)
{
    public long Seq => (long)Json["seq"]!;

    public string Method => (string)Json["method"]!;

    public string Path => (string)Json["path"]!;

    public int? Status => (int?)Json["status"];

    /// <summary>True for what the importer asked for.</summary>
    public bool IsByImporter => (string?)Json["caller"] == "importer";

    /// <summary>True for a change that the importer asked for.</summary>
    public bool IsWriteByImporter => IsByImporter && Method is "PUT" or "PATCH" or "DELETE";

    /// <summary>Names of the headers.</summary>
    public IEnumerable<string> Headers => Json["headers"]!.AsObject().Select(header => header.Key);

    public override string ToString() => $"{Method} {Path} {Status}";
}
