using Importer.Runs;

namespace Functions.Input;

/// <summary>
/// Reads what a person asks for by name: <c>adopt</c>, <c>detach</c> or <c>restore</c>; one at most, and none beside a scope.
/// </summary>
internal static class ManualActionInput
{
    // Display names have up to 300 characters, ids up to 256:
    // https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis
    private const int MostCharacters = 300;

    private static readonly string[] Choices = ["scope", "restore", "adopt", "detach"];

    /// <summary>
    /// The manual action; null when there is none or something is wrong with it, which <paramref name="fields"/> then tells.
    /// </summary>
    public static ManualAction? Read(JsonObjectReader fields, ScopeValidator scopes)
    {
        ManualAction?[] actions =
        [
            Of(ManualActionKind.Restore, RunOf(fields)),
            Of(ManualActionKind.Adopt, ApiOf(fields, "adopt", scopes)),
            Of(ManualActionKind.Detach, ApiOf(fields, "detach", scopes)),
        ];
        foreach (var name in Choices.Skip(1).Where(fields.IsNull))
        {
            fields.Fault(name, "is null: name what it is about, or leave the field out to import the scope");
        }

        var given = Choices.Where(fields.Has).ToList();
        foreach (var name in given.Skip(1))
        {
            fields.Fault(name, $"cannot go with {given[0]}: give exactly one of {string.Join(", ", Choices)}");
        }

        if (given.Any(name => name is "restore" or "detach") && fields.Flag("insist") == true)
        {
            fields.Fault("insist", "goes with a scope or with adopt: nothing is withdrawn or dropped here");
        }

        return actions.FirstOrDefault(action => action is not null);
    }

    private static ManualAction? Of(ManualActionKind kind, string? target) => target is null ? null : new ManualAction(kind, target);

    private static string? RunOf(JsonObjectReader fields)
    {
        if (fields.Text("restore") is not { } run || RunId.IsValid(run))
        {
            return fields.Text("restore");
        }

        fields.Fault("restore", "must be the id of the run that withdrew: 8 to 64 characters of a-z 0-9 -");
        return null;
    }

    private static string? ApiOf(JsonObjectReader fields, string name, ScopeValidator scopes)
    {
        if (fields.Text(name) is not { } text)
        {
            return null;
        }

        if (text.Length == 0 || text.Any(char.IsControl) || text.Trim() != text)
        {
            fields.Fault(name, "must be the id or the display name of an API, without blanks at its ends");
            return null;
        }

        if (text[0] == '/' ? !scopes.IsApi(text) : text.Length > MostCharacters)
        {
            fields.Fault(
                name,
                text[0] == '/'
                    ? $"is no API of {scopes.Service}: give {scopes.Service}/apis/<id>, or the API's id or display name"
                    : $"is longer than {MostCharacters} characters"
            );
            return null;
        }

        return text;
    }
}
