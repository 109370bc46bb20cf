namespace Importer.Policies;

/// <summary>
/// Expressions that are true for some operations of an API. They ask for method and template, which every run compares
/// with what the service holds, and not for the operation's name, which the service makes itself.
/// Source: https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
/// </summary>
internal static class OperationConditions
{
    /// <summary>True for calls of one method to these templates, such as <c>/chat/completions</c>.</summary>
    /// <param name="method">The method, upper case.</param>
    /// <param name="templates">The operations' templates; at least one.</param>
    public static string ForTemplates(string method, IEnumerable<string> templates)
    {
        var alternatives = string.Join(
            " || ",
            templates
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(template => $"context.Operation.UrlTemplate == \"{Literal(template)}\"")
        );
        return $"@(context.Operation.Method == \"{method}\" && ({alternatives}))";
    }

    // Templates come from documents of others: whatever they hold, they stay inside the quotes of the C# literal.
    private static string Literal(string template) =>
        template.All(IsPlain)
            ? template
            : string.Concat(template.Select(letter => IsPlain(letter) ? letter.ToString() : $"\\u{(int)letter:x4}"));

    private static bool IsPlain(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "/_.~{}*:@-$()!,;='+&% ".Contains(letter, StringComparison.Ordinal);
}
