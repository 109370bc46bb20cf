namespace Importer.Gateway;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">Its type in the words of JSON schema, such as <c>string</c>.</param>
/// <param name="Required">Whether calls must give it.</param>
public sealed record ApiParameter(string Name, string In, string Type, bool Required);
