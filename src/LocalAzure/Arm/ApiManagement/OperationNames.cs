using System.Text.RegularExpressions;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Resource names of imported operations: lower case, each run of other characters one dash, at most 76 characters,
/// repeated names numbered, see https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
/// </summary>
internal sealed partial class OperationNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Next(string operationId)
    {
        var name = OtherCharacters().Replace(Lower(operationId), "-").Trim('-');
        name = name.Length > 76 ? name[..76] : name;
        if (_taken.Add(name))
        {
            return name;
        }

        var number = Enumerable.Range(1, 999).FirstOrDefault(number => _taken.Add($"{name}-{number}"));
        return number > 0 ? $"{name}-{number}" : throw ApiImport.Fault("operationId", $"More than 1000 operations are called '{name}'.");
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Globalization", "CA1308", Justification = "The service's names are in lower case.")]
    private static string Lower(string text) => text.ToLowerInvariant();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex OtherCharacters();
}
