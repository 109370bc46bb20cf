using System.Text.Json;

namespace Importer.Specs;

/// <summary>An operation where it stands in the document.</summary>
internal sealed record OperationNode(string Path, string Method, JsonElement PathItem, JsonElement Operation)
{
    /// <summary>Its <c>operationId</c>, or null.</summary>
    public string? Id => Operation.Text("operationId") is { Length: > 0 } id ? id : null;

    /// <summary>Its place.</summary>
    public string Pointer => SpecPointer.Of(SpecPointer.Root, "paths", Path, Method);

    /// <summary>Its parameters and those of its path, references followed; its own win over the path's.</summary>
    public IEnumerable<JsonElement> Parameters(SpecIndex index) =>
        Operation.Member("parameters").Items().Concat(PathItem.Member("parameters").Items())
            .Select(parameter => parameter.Text("$ref") is { } reference
                ? index.Resolve(reference) ?? parameter
                : parameter)
            .DistinctBy(parameter => (parameter.Text("name"), parameter.Text("in")));
}
