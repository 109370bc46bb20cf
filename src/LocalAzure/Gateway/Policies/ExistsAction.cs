using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>What set-header and set-query-parameter do when the name is there already.</summary>
internal static class ExistsAction
{
    public static readonly AttributeShape Attribute = new("exists-action")
    {
        Expression = true,
        Values = ["override", "skip", "append", "delete"],
    };

    public static void Apply(string action, bool exists, Action set, Action append, Action delete)
    {
        switch (action)
        {
            case "delete":
                delete();
                break;
            case "skip" when exists:
                break;
            case "append":
                append();
                break;
            default:
                set();
                break;
        }
    }
}
