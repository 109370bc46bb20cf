using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Sets, adds or deletes a header: of the request in inbound and backend, of the answer after that.
/// https://learn.microsoft.com/azure/api-management/set-header-policy
/// </summary>
internal sealed class SetHeader(PolicyNode node) : Policy
{
    private static readonly string[] Untouchable = ["Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding"];

    private readonly PolicyValue _name = node.Value("name", string.Empty);
    private readonly PolicyValue _action = node.Value("exists-action", "override");
    private readonly IReadOnlyList<PolicyValue> _values = node.Values("value");

    public static ElementShape Part { get; } =
        new("set-header")
        {
            Attributes = [new("name") { Required = true, Expression = true }, ExistsAction.Attribute],
            Elements = [new ElementShape("value") { Text = TextRule.Optional }],
        };

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = Part,
            Sections = PolicySections.All,
            Source = "https://learn.microsoft.com/azure/api-management/set-header-policy",
            Also = static node =>
                Untouchable.Contains(node.Text("name"), StringComparer.OrdinalIgnoreCase)
                    ? [$"the header '{node.Text("name")}' cannot be changed"]
                    : [],
            Make = static node => new SetHeader(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        Apply(context, context is { IsAnswering: true, Response: { } response } ? response.Headers : context.Request.Headers);
        return Task.CompletedTask;
    }

    public void Apply(PolicyContext context, HeaderBag headers)
    {
        var name = _name.Text(context);
        var values = _values.Select(value => value.Text(context)).ToList();
        ExistsAction.Apply(
            _action.Text(context),
            headers.Get(name) is not null,
            set: () => headers.Set(name, values),
            append: () => headers.Append(name, values),
            delete: () => headers.Remove(name)
        );
    }
}
