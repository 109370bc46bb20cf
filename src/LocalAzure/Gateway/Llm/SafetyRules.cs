using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Llm;

/// <summary>What llm-content-safety blocks: severities from a threshold on, words of blocklists, attacks on the prompt.</summary>
internal sealed record SafetyRules
{
    public required PolicyValue BackendId { get; init; }

    public required PolicyValue ShieldsPrompt { get; init; }

    public required PolicyValue OutputType { get; init; }

    public required IReadOnlyList<(PolicyValue Name, PolicyValue Threshold)> Thresholds { get; init; }

    public required IReadOnlyList<PolicyValue> BlocklistIds { get; init; }

    public static ElementShape Categories { get; } =
        new("categories")
        {
            Most = 1,
            Attributes = [new("output-type") { Expression = true, Values = ["FourSeverityLevels", "EightSeverityLevels"] }],
            Elements =
            [
                new ElementShape("category")
                {
                    Least = 1,
                    Attributes =
                    [
                        new("name")
                        {
                            Required = true,
                            Expression = true,
                            Values = ["Hate", "SelfHarm", "Sexual", "Violence"],
                        },
                        new("threshold", ValueKind.Integer)
                        {
                            Required = true,
                            Expression = true,
                            Min = 0,
                            Max = 7,
                        },
                    ],
                },
            ],
        };

    public static ElementShape Blocklists { get; } =
        new("blocklists") { Most = 1, Elements = [new ElementShape("id") { Least = 1, Text = TextRule.Required }] };

    public static SafetyRules Of(PolicyNode node) =>
        new()
        {
            BackendId = node.Value("backend-id", string.Empty),
            ShieldsPrompt = node.Value("shield-prompt", "false"),
            OutputType = node.Children("categories").FirstOrDefault()?.Value("output-type") ?? PolicyValue.Read("FourSeverityLevels"),
            Thresholds =
            [
                .. node.Children("categories")
                    .SelectMany(categories => categories.Children("category"))
                    .Select(category => (category.Value("name", string.Empty), category.Value("threshold", "0"))),
            ],
            BlocklistIds = [.. node.Children("blocklists").SelectMany(lists => lists.Values("id"))],
        };
}
