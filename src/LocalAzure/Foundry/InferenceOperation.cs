namespace LocalAzure.Foundry;

/// <summary>One operation of the model endpoints.</summary>
internal sealed record InferenceOperation
{
    public required string Method { get; init; }

    /// <summary>The path below the account, with parameters in braces.</summary>
    public required string Template { get; init; }

    /// <summary>What a principal needs, below <c>Microsoft.CognitiveServices/accounts/</c>.</summary>
    public required string DataAction { get; init; }

    public Capability Capability { get; init; }

    /// <summary>The name in messages about the operation, such as ChatCompletions_Create.</summary>
    public required string Title { get; init; }

    /// <summary>What the "operation does not work with the specified model" message calls it.</summary>
    public string Word { get; init; } = "requested";

    public required Func<InferenceCall, CancellationToken, Task> Handle { get; init; }

    public string Name => $"{Method} {Template}";

    /// <summary>The parameters when path and method fit; null otherwise.</summary>
    public Dictionary<string, string>? Match(string method, string path)
    {
        if (!string.Equals(method, Method, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var wanted = Template.Trim('/').Split('/');
        var actual = path.Trim('/').Split('/');
        if (wanted.Length != actual.Length)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (template, segment) in wanted.Zip(actual))
        {
            if (!Fits(template, segment, parameters))
            {
                return null;
            }
        }

        return parameters;
    }

    /// <summary>A literal, a parameter, or a parameter with an action behind a colon.</summary>
    private static bool Fits(string template, string segment, Dictionary<string, string> parameters)
    {
        if (!template.StartsWith('{'))
        {
            return string.Equals(template, segment, StringComparison.OrdinalIgnoreCase);
        }

        var end = template.IndexOf('}', StringComparison.Ordinal);
        var suffix = template[(end + 1)..];
        if (!segment.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) || segment.Length == suffix.Length)
        {
            return false;
        }

        parameters[template[1..end]] = Uri.UnescapeDataString(segment[..^suffix.Length]);
        return true;
    }
}
