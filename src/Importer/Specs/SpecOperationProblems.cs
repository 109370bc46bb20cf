using System.Text.Json;
using System.Text.RegularExpressions;

namespace Importer.Specs;

/// <summary>
/// What API Management stumbles over in operations.
/// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
/// </summary>
internal static partial class SpecOperationProblems
{
    private const int MaxUrlTemplate = 1000;

    public static IEnumerable<SpecProblem> Of(SpecIndex index)
    {
        var nodes = SpecOperations.Nodes(index.Root).ToList();
        return nodes.Count == 0
            ? [new("#/paths", "holds no operation", IsFatal: true)]
            : RepeatedNames(nodes)
                .Concat(RepeatedTemplates(nodes))
                .Concat(nodes.SelectMany(node => RepeatedParameters(index, node).Concat(Ignored(index, node))));
    }

    /// <summary>API Management would number them by their order, so that a later import could confuse or delete them.</summary>
    private static IEnumerable<SpecProblem> RepeatedNames(IEnumerable<OperationNode> nodes) =>
        from same in nodes.GroupBy(node => OperationNaming.Base((node.Id, node.Method, node.Path)), StringComparer.Ordinal)
        from node in same.Skip(1)
        select new SpecProblem(
            SpecPointer.Of(node.Pointer, "operationId"),
            $"'{SpecPointer.Shown(node.Id ?? node.Path)}' gets the same name '{same.Key}' as '{SpecPointer.Shown(same.First().Id ?? same.First().Path)}' at {same.First().Pointer}; give each operation its own id",
            IsFatal: true);

    private static IEnumerable<SpecProblem> RepeatedTemplates(IEnumerable<OperationNode> nodes) =>
        from same in nodes.GroupBy(node => $"{node.Method} {Parameter().Replace(node.Path, "{}")}", StringComparer.OrdinalIgnoreCase)
        from node in same.Skip(1)
        select new SpecProblem(
            node.Pointer,
            $"answers the same calls as {same.First().Pointer}; parameter names do not tell paths apart",
            IsFatal: true);

    private static IEnumerable<SpecProblem> RepeatedParameters(SpecIndex index, OperationNode node)
    {
        var inPath = Parameter().Matches(node.Path).Select(match => match.Groups[1].Value);
        var inQuery = node.Parameters(index)
            .Where(parameter => parameter.Text("in") == "query" && parameter.IsTrue("required"))
            .Select(parameter => parameter.Text("name") ?? "");
        foreach (var name in inPath.Concat(inQuery).CountBy(name => name, StringComparer.OrdinalIgnoreCase).Where(count => count.Value > 1))
        {
            yield return new(
                node.Pointer,
                $"has the parameter '{SpecPointer.Shown(name.Key)}' {name.Value} times in path and required query; the template's names must differ",
                IsFatal: true);
        }

        if (node.Path.Length > MaxUrlTemplate)
        {
            yield return new(node.Pointer, $"has a path of more than {MaxUrlTemplate} characters", IsFatal: true);
        }
    }

    private static IEnumerable<SpecProblem> Ignored(SpecIndex index, OperationNode node)
    {
        if (node.Operation.Member("servers") is not null || node.PathItem.Member("servers") is not null)
        {
            yield return new(node.Pointer, "names its own servers, which API Management ignores", IsFatal: false);
        }

        if (node.Method is "get" or "head" or "options" && node.Operation.Member("requestBody") is not null)
        {
            yield return new(
                SpecPointer.Of(node.Pointer, "requestBody"), $"is dropped by API Management for {node.Method}", IsFatal: false);
        }

        if (node.Parameters(index).FirstOrDefault(parameter => parameter.Text("in") == "cookie").Text("name") is { } cookie)
        {
            yield return new(node.Pointer, $"takes the cookie '{SpecPointer.Shown(cookie)}', which API Management ignores", IsFatal: false);
        }
    }

    [GeneratedRegex(@"\{([^{}/]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
