using System.Xml.Linq;
using LocalAzure.Gateway.Configuration;
using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Expressions;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Joins the documents of a request's scopes, outermost first: <c>base</c> is where the scope above goes; a scope without a
/// document, or without the section, leaves the scope above as it is.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-policies#scopes
/// </summary>
internal sealed class PolicyCompiler(GatewaySnapshot snapshot)
{
    /// <summary>What the service has at global scope until someone writes another document.</summary>
    private const string Global = "<policies><inbound/><backend><forward-request/></backend><outbound/><on-error/></policies>";

    /// <param name="scopes">ARM ids from the service down; null where the request has none.</param>
    /// <exception cref="GatewayException">500: a named value made a policy unusable.</exception>
    public PolicySet Compile(IReadOnlyList<string?> scopes)
    {
        var documents = scopes.OfType<string>().Select(Read).OfType<(string Id, XElement Root)>().ToList();
        return Made(() =>
            new PolicySet(
                Section(documents, "inbound"),
                Section(documents, "backend"),
                Section(documents, "outbound"),
                Section(documents, "on-error")
            )
        );
    }

    /// <summary>The policies of a fragment, in whose place include-fragment stands.</summary>
    public IReadOnlyList<Policy> Fragment(string name) =>
        snapshot.Fragments.TryGetValue(name, out var xml)
            ? Made(() => new PolicyNode(Parse(xml), $"fragment {name}").Policies())
            : throw GatewayException.Internal(
                "include-fragment",
                "FragmentNotFound",
                $"Policy fragment with id '{name}' could not be found."
            );

    /// <summary>What a named value brought into a document may not fit there: no PUT could have seen it.</summary>
    private static T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception fault) when (fault is ExpressionFault or ExpressionFailure or FormatException or OverflowException)
        {
            throw GatewayException.Internal("configuration", "PolicyNotUsable", fault.Message);
        }
    }

    private (string Id, XElement Root)? Read(string scope)
    {
        if (snapshot.Documents.At(scope) is { } found)
        {
            return (found.Id, Parse(found.Xml));
        }

        return scope == snapshot.Service.Id ? (scope, Parse(Global)) : null;
    }

    /// <summary>The management plane keeps documents well-formed, whatever format they came in.</summary>
    private XElement Parse(string xml)
    {
        var root = XDocument.Parse(xml, LoadOptions.SetLineInfo).Root!;
        foreach (var attribute in root.DescendantsAndSelf().Attributes())
        {
            attribute.Value = NamedValues.Fill(attribute.Value, snapshot.NamedValues);
        }

        foreach (var text in root.DescendantNodes().OfType<XText>())
        {
            text.Value = NamedValues.Fill(text.Value, snapshot.NamedValues);
        }

        return root;
    }

    private static List<Policy> Section(List<(string Id, XElement Root)> documents, string name)
    {
        List<Policy> above = [];
        foreach (var (id, root) in documents)
        {
            if (root.Element(name) is { } section)
            {
                above = [.. section.Elements().SelectMany(element => Expand(element, id, above))];
            }
        }

        return above;
    }

    private static List<Policy> Expand(XElement element, string document, List<Policy> above) =>
        element.Name.LocalName == PolicyRegistry.BaseName ? above : [PolicyRegistry.Make(new PolicyNode(element, document))];
}
