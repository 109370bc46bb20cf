using System.Text;

namespace Importer.Specs;

/// <summary>
/// How API Management names operations on import: the operation id in lower case, each run of other characters than
/// letters and digits as one dash, none at the ends, cut at 76; names that repeat get a number.
/// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#operation-name
/// </summary>
public static class OperationNaming
{
    /// <summary>Names are cut here, so that a number still fits into the 80 that a name may have.</summary>
    public const int MaxLength = 76;

    /// <summary>The name for one operation id: <c>ChatCompletions_Create</c> becomes <c>chatcompletions-create</c>.</summary>
    public static string Name(string operationId)
    {
        var name = new StringBuilder(operationId.Length);
        foreach (var letter in operationId)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                name.Append(char.ToLowerInvariant(letter));
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var text = name.ToString().TrimEnd('-');
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }

    /// <summary>The names of all operations of an API, in their order; one without id is named by method and path.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<(string? Id, string Method, string Path)> operations)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. operations.Select(operation => Free(Base(operation), taken, next))];
    }

    /// <summary>The name before numbers are given.</summary>
    internal static string Base((string? Id, string Method, string Path) operation) =>
        Name(operation.Id ?? $"{operation.Method} {operation.Path}");

    private static string Free(string name, HashSet<string> taken, Dictionary<string, int> next)
    {
        var free = name;
        while (!taken.Add(free))
        {
            var number = next[name] = next.GetValueOrDefault(name) + 1;
            free = $"{name}-{number}";
        }

        return free;
    }
}
